#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What a person asks for: renew, new-ca, revert.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

all()
{
	cat "$d/server.pem" "$d/ca.pem" "$d/ca.key" | openssl sha256
}

trusts()
{
	openssl verify -x509_strict -purpose sslserver -CAfile "$1" \
	    -verify_hostname router "$2" >"$TMP/said" 2>&1
}

configure 'names = router'

# renew: now, with the same key under the same CA; from nothing as ensure.
want 0 renew
says '(there was none)'
good
key=$(public "$d/server.pem")
old=$(print "$d/server.pem")
authority=$(print "$d/ca.pem")
want 0 renew
says "made $d/server.pem (requested)"
! grep -q 'new key' "$TMP/said" || fail 'speaks of a new key'
good
[ "$key" = "$(public "$d/server.pem")" ] || fail 'another key'
[ "$old" != "$(print "$d/server.pem")" ] || fail 'not renewed'
[ "$old" = "$(print "$d/server.pem.prev")" ] || fail 'the old one is lost'
want 0 renew --quiet --force
[ ! -s "$TMP/said" ] || fail 'not quiet'
want 0 renew --new-key
says 'with a new key'
good
[ "$key" != "$(public "$d/server.pem")" ] || fail 'the same key'
[ "$authority" = "$(print "$d/ca.pem")" ] || fail 'another CA'
[ "$key" = "$(public "$d/server.pem.prev")" ] || fail 'the old key is lost'
want 2 ensure

# revert: there and back, byte by byte.
one=$(all)
two=$(openssl sha256 <"$d/server.pem.prev")
want 0 revert
says "restored $d/server.pem: the device's own certificate, valid until"
good
[ "$two" = "$(openssl sha256 <"$d/server.pem")" ] || fail 'something else'
[ "$key" = "$(public "$d/server.pem")" ] || fail 'not the old key'
want 2 ensure
want 0 revert
[ "$one" = "$(all)" ] || fail 'twice is not the start'
[ "$two" = "$(openssl sha256 <"$d/server.pem.prev")" ] || fail 'lost'

# Not what cannot be served: nothing changes.
refused()
{
	want 1 revert
	says "$*"
	[ "$one" = "$(all)" ] || fail "changed: $*"
	no_leftovers
}
cp "$d/server.pem.prev" "$TMP/prev"
head -c 700 "$TMP/prev" >"$d/server.pem.prev"
refused 'server.pem.prev'
grep -v KEY "$TMP/prev" >"$d/server.pem.prev"
refused 'PRIVATE KEY'
{ sed '/CERTIFICATE/,$d' "$TMP/prev"; openssl x509 -in "$d/server.pem"; } \
    >"$d/server.pem.prev"
refused 'matches the private key'
rm "$d/server.pem.prev"
refused 'there is no previous certificate'
ln -s "$TMP/prev" "$d/server.pem.prev"
refused 'server.pem.prev'
rm "$d/server.pem.prev"
# One that others could read is shut on its way.
cp "$TMP/prev" "$d/server.pem.prev"
chmod 644 "$d/server.pem.prev"
want 0 revert
mode "$d/server.pem" 600
want 0 revert
# In place of one that is gone.
cp "$d/server.pem" "$TMP/server"
rm "$d/server.pem"
want 0 revert
good
[ ! -e "$d/server.pem.prev" ] || fail 'two of one'
mv "$d/server.pem" "$d/server.pem.prev"
cp -p "$TMP/server" "$d/server.pem"
[ "$one" = "$(all)" ] || fail 'the test is wrong'

# What ensure will undo is said.
configure 'names = router mail'
want 0 ensure
want 0 revert
says 'makes a new one: the names of this device changed'
want 0 ensure
configure 'names = router'
want 0 ensure

# new-ca: not without --yes; then key, CA and certificate, and back again.
one=$(all)
cp "$d/ca.pem" "$TMP/ca.old"
want 64 new-ca
[ "$one" = "$(all)" ] || fail 'made without --yes'
key=$(public "$d/server.pem")
want 0 new-ca --yes
says "made $d/ca.key (requested)"
says 'install it on the phones'
good
for name in ca.key ca.pem server.pem; do
	[ -e "$d/$name.prev" ] || fail "$name is lost"
done
[ "$key" = "$(public "$d/server.pem")" ] || fail 'another key'
[ "$(public "$d/ca.key")" != "$(public "$d/ca.key.prev")" ] ||
    fail 'the same key of the CA'
trusts "$d/ca.pem" "$d/server.pem" || fail 'not under the new CA'
! trusts "$TMP/ca.old" "$d/server.pem" || fail 'under the old CA'
want 2 ensure
new=$(all)
want 0 revert
says 'restored the CA that signed it'
[ "$one" = "$(all)" ] || fail 'the old CA does not come back'
good
trusts "$TMP/ca.old" "$d/server.pem" || fail 'clients do not trust it'
want 2 ensure
want 0 revert
[ "$new" = "$(all)" ] || fail 'and the new one does not'
good

# Where there is no CA of ours to make anew.
configure 'names = router' 'issuer = self'
want 1 new-ca --yes
says 'issuer = self'

# Another one at work.
configure 'names = router'
hold
for command in renew revert 'new-ca --yes'; do
	# shellcheck disable=SC2086 # a command with its option
	want 75 $command
	says 'another thimble-cert is running'
done
{
	sleep 1
	release
} &
want 0 renew --wait 60
wait

# A person's is replaced only with --force, and comes back.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout "$TMP/k" -out "$TMP/c" -subj '/CN=router' -days 20 2>/dev/null
cat "$TMP/k" "$TMP/c" >"$d/server.pem"
theirs=$(openssl sha256 <"$d/server.pem")
for command in renew 'new-ca --yes'; do
	# shellcheck disable=SC2086 # a command with its option
	want 1 $command
	says 'server.pem was installed by hand'
	[ "$theirs" = "$(openssl sha256 <"$d/server.pem")" ] || fail overwritten
done
want 0 renew --force
says "made $d/own.pem (requested)"
says "now in use: $d/server.pem: the device's own certificate"
! grep -q 'new key' "$TMP/said" || fail 'a new key'
[ ! -e "$d/own.pem" ] || fail 'twice the same'
good
[ "$(public "$TMP/k")" != "$(public "$d/server.pem")" ] || fail 'their key'
want 0 revert
says "restored $d/server.pem: installed, self-signed, valid until"
[ "$theirs" = "$(openssl sha256 <"$d/server.pem")" ] || fail 'theirs is lost'
want 2 ensure
