#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `also` and certificates that a person installs: each kind has its place, and
# nothing of ours stands beside a person's certificate.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

also=$d/server-also.pem

# theirs KIND FILE: a certificate of somebody else's, with its key.
theirs()
{
	case $1 in
	rsa) set -- "$2" rsa:2048 ;;
	*) set -- "$2" ec -pkeyopt ec_paramgen_curve:P-256 ;;
	esac
	file=$1 kind=$2
	shift 2
	openssl req -x509 -newkey "$kind" "$@" -nodes -keyout "$TMP/key" \
	    -out "$file" -subj /CN=router -days 20 \
	    -addext subjectAltName=DNS:router \
	    -addext basicConstraints=critical,CA:FALSE 2>/dev/null
	cat "$TMP/key" >>"$file"
}

configure 'names = router' 'also = rsa2048'
# In an emulator an RSA key takes up to 20 seconds; also.sh makes one.
if [ -n "${RUN:-}" ]; then
	mkdir "$d"
	(umask 077 && openssl genrsa -out "$also" 2048) 2>"$TMP/said"
fi
want 0 ensure
cp -a "$d" "$TMP/made"
theirs rsa "$TMP/rsa"
theirs ec "$TMP/ec"
first=$(print "$d/server.pem") second=$(print "$also")

# RSA goes to the second place; ours stays in the first, and is renewed.
want 0 install "$TMP/rsa"
says "installed $also"
[ "$(print "$also")" = "$(print "$TMP/rsa")" ] || fail 'not installed'
[ "$(print "$also.prev")" = "$second" ] || fail 'ours is lost'
[ "$(print "$d/server.pem")" = "$first" ] || fail 'the first one changed'
want 2 ensure
want 0 renew
[ "$(print "$also")" = "$(print "$TMP/rsa")" ] || fail 'renew: replaced'
[ "$(print "$d/server.pem")" != "$first" ] || fail 'renew: the first'
want 0 new-ca --yes
[ "$(print "$also")" = "$(print "$TMP/rsa")" ] || fail 'new-ca: replaced'
want 0 check
[ "$(print "$d/own-also.pem")" = "$second" ] || fail 'own-also.pem'
want 0 ensure
says "made $d/own-also.pem (the old one was not signed by this CA)"
want 2 install "$TMP/rsa"
says "already installed: $also: 1 certificate, "

# EC goes to the first; two of a person's side by side.
want 0 install "$TMP/ec"
says "installed $d/server.pem"
! grep -q aside "$TMP/said" || fail 'a person'\''s was put aside'
want 2 ensure
want 0 check
says 'good  own.pem'
says 'good  own-also.pem'
want 1 renew
[ "$(print "$also")" = "$(print "$TMP/rsa")" ] || fail 'renew: replaced'
# Without `also` a person's second one stays just the same.
configure 'names = router'
want 2 ensure
[ "$(print "$also")" = "$(print "$TMP/rsa")" ] || fail 'put aside'

# Beside a person's first one there is none of ours.
rm -r "$d"
configure 'names = router' 'also = rsa2048'
cp -a "$TMP/made" "$d"
want 0 install "$TMP/ec"
says 'moved server-also.pem to own-also.pem'
[ ! -e "$also" ] || fail 'ours beside a person'\''s'
want 2 ensure
want 0 check
[ ! -e "$also" ] || fail 'made again'
key=$(public "$d/own.pem") rsa=$(public "$d/own-also.pem")
want 0 renew --force
says "now in use: $d/server.pem: the device's own certificate"
says "restored $also: the device's own certificate"
[ "$(public "$d/server.pem") $(public "$also")" = "$key $rsa" ] ||
    fail 'other keys'
want 2 ensure
want 0 check

# The previous one again and the own one again, and what is beside them.
want 0 revert
says "restored $d/server.pem: installed, self-signed"
says 'moved server-also.pem to own-also.pem'
want 0 own
[ "$(public "$d/server.pem") $(public "$also")" = "$key $rsa" ] ||
    fail 'other keys'
want 0 check
want 2 own
says "already in use: $d/server.pem: the device's own certificate"

# The same by hand.
cat "$TMP/ec" >"$d/server.pem"
want 0 ensure
says 'moved server-also.pem to own-also.pem'
says "made $d/own.pem (there was none)"
want 2 ensure

# A request for the second kind, and its answer, end in the second place.
rm -r "$d"
cp -a "$TMP/made" "$d"
key=$(public "$also")
want 0 request --also --out "$TMP/csr"
printf '%s\n' basicConstraints=critical,CA:FALSE \
    subjectAltName=DNS:router >"$TMP/ext"
openssl x509 -req -in "$TMP/csr" -signkey "$also" -out "$TMP/answer" \
    -days 90 -extfile "$TMP/ext" 2>/dev/null
want 0 install "$TMP/answer"
says "installed $also"
[ "$(public "$also")" = "$key" ] || fail 'another key'
want 0 check
