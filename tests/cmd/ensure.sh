#!/bin/sh
# SPDX-License-Identifier: MIT
#
# ensure: the first run makes everything, the second has nothing to do.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

configure '# no more than the folder'
want 0 ensure
says "made $d/ca.key"
says "made $d/ca.pem"
says "made $d/server.pem"
good
mode "$d" 755
mode "$d/ca.key" 600
mode "$d/ca.pem" 644
[ "$(grep -c 'PRIVATE KEY' "$d/ca.pem")" -eq 0 ] || fail 'ca.pem has a key'
# Conscrypt, of Android, takes a file for PEM only if its first byte is '-'.
[ "$(head -n 1 "$d/ca.pem")" = '-----BEGIN CERTIFICATE-----' ] ||
    fail 'ca.pem does not begin with the certificate'
tail -n 2 "$d/ca.pem" | grep -q 'Install it on the phones' ||
    fail 'ca.pem does not say what to do with it'
[ "$(grep -c 'BEGIN CERTIFICATE' "$d/server.pem")" -eq 1 ] ||
    fail 'server.pem has more than the leaf'
head -n 3 "$d/server.pem" | grep -q passphrase ||
    fail 'server.pem does not say why there is no passphrase'
head -n 3 "$d/server.pem" | grep -q 'thimble-cert ensure' ||
    fail 'server.pem does not say what makes it'

before=$(cat "$d"/* | openssl sha256)
want 2 ensure
[ ! -s "$TMP/said" ] || fail 'nothing to do, but it says something'
[ "$before" = "$(cat "$d"/* | openssl sha256)" ] || fail 'files changed'

# The names of this host, and its private addresses.
host=$(uname -n | tr '[:upper:]' '[:lower:]')
openssl x509 -in "$d/server.pem" -noout -checkhost "${host%%.*}.lan" |
    grep -q 'does match' || fail "not for ${host%%.*}.lan"

# Quiet says nothing; two devices never share a key, a name or a number.
leaf=$(public "$d/server.pem")
ca=$(public "$d/ca.key")
number=$(openssl x509 -in "$d/server.pem" -noout -serial)
name=$(openssl x509 -in "$d/ca.pem" -noout -subject)
rm -r "$d"
want 0 ensure --quiet
[ ! -s "$TMP/said" ] || fail 'ensure --quiet says something'
[ "$leaf" != "$(public "$d/server.pem")" ] || fail 'the same key twice'
[ "$ca" != "$(public "$d/ca.key")" ] || fail 'the same CA key twice'
[ "$number" != "$(openssl x509 -in "$d/server.pem" -noout -serial)" ] ||
    fail 'the same serial number twice'
[ "$name" != "$(openssl x509 -in "$d/ca.pem" -noout -subject)" ] ||
    fail 'the same name of a CA twice'
