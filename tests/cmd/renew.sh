#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What makes ensure write a new certificate, and what stays the same then.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

configure 'names = router 10.0.0.1'
want 0 ensure
leaf=$(public "$d/server.pem")
ca=$(print "$d/ca.pem")
old=$(print "$d/server.pem")

# Another address: the same key, the same CA, the old file kept.
configure 'names = router 10.0.0.2'
want 0 ensure
says "made $d/server.pem (the names of this device changed)"
good
[ "$leaf" = "$(public "$d/server.pem")" ] || fail 'another key'
[ "$ca" = "$(print "$d/ca.pem")" ] || fail 'another CA'
[ "$old" = "$(print "$d/server.pem.prev")" ] || fail 'the old one is lost'
mode "$d/server.pem.prev" 600
want 2 ensure

# A name that the CA does not permit: its key and name stay, it is said.
configure 'names = router mail.example.org'
subject=$(openssl x509 -in "$d/ca.pem" -noout -subject)
key=$(public "$d/ca.key")
want 0 ensure
says "made $d/ca.pem (the old one does not permit the names"
says 'install it'
good
[ "$key" = "$(public "$d/ca.key")" ] || fail 'another CA key'
[ "$subject" = "$(openssl x509 -in "$d/ca.pem" -noout -subject)" ] ||
    fail 'another name of the CA'
[ "$ca" = "$(print "$d/ca.pem.prev")" ] || fail 'the old CA is lost'
openssl verify -CAfile "$d/ca.pem" -verify_hostname mail.example.org \
    "$d/server.pem" >/dev/null || fail 'the new name does not verify'

# And what it permitted once it still does: back without a new CA.
ca=$(print "$d/ca.pem")
configure 'names = router'
want 0 ensure
configure 'names = router mail.example.org'
want 0 ensure
[ "$ca" = "$(print "$d/ca.pem")" ] || fail 'another CA for an old name'

# Another kind of key is another key; another issuer is not.
configure 'names = router' 'key = p384'
want 0 ensure
says 'another type of key is configured'
good
[ "$leaf" != "$(public "$d/server.pem")" ] || fail 'the same key'
leaf=$(public "$d/server.pem")
configure 'names = router' 'key = p384' 'issuer = self'
want 0 ensure
says 'another issuer is configured'
good
[ "$leaf" = "$(public "$d/server.pem")" ] || fail 'another key for self'
want 2 ensure
openssl verify -x509_strict -purpose sslserver -CAfile "$d/server.pem" \
    -partial_chain "$d/server.pem" >/dev/null || fail 'self is refused'
openssl x509 -in "$d/server.pem" -noout -text | grep -q CA:FALSE ||
    fail 'self is a CA'
configure 'names = router' 'key = p384'
want 0 ensure
good

# Self alone needs no CA.
rm -r "$d"
configure 'names = router' 'issuer = self'
want 0 ensure
want 0 check
[ -z "$(find "$d" -name 'ca.*')" ] || fail 'a CA for nobody'
want 2 ensure

# One day is a day, and is renewed when a third is left: not at once.
configure 'names = router' 'days = 1'
rm -r "$d"
want 0 ensure
want 2 ensure
want 0 check
