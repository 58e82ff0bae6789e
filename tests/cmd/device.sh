#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A device with no names configured, whose host name and addresses change: the
# certificate follows, with the same key, and others believe it.
set -eu
# The host name and the network are this test's own.
[ -n "${DEVICE_ALONE:-}" ] || {
	[ "$(id -u)" -eq 0 ] || map=-r
	export DEVICE_ALONE=1
	# shellcheck disable=SC2086 # map is empty or one word
	exec unshare ${map:-} -nu sh "$0"
}
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

# called NAME: sethostname(2), which takes what hostname(1) refuses.
called()
{
	python3 -c 'import socket, sys; socket.sethostname(sys.argv[1])' "$1"
}

# has NAME...: these and no other are in the certificate.
has()
{
	openssl x509 -in "$d/server.pem" -noout -ext subjectAltName |
	    sed -n 's/^ *//; s/DNS://g; s/IP Address://g; s/, / /gp' >"$TMP/has"
	[ "$(cat "$TMP/has")" = "$*" ] || fail "for $(cat "$TMP/has"), not $*"
	openssl verify -x509_strict -purpose sslserver -CAfile "$d/ca.pem" \
	    -verify_hostname "$1" "$d/server.pem" >"$TMP/said" 2>&1 ||
	    fail "openssl: not $1"
	good
}

# follows WHY NAME...: ensure makes it anew for WHY, once, with the same key.
follows()
{
	why=$1
	shift
	key=$(public "$d/server.pem")
	want 0 ensure
	says "made $d/server.pem ($why)"
	[ "$key" = "$(public "$d/server.pem")" ] || fail "another key: $*"
	has "$@"
	want 2 ensure
}

# stays: ensure has nothing to do.
stays()
{
	before=$(print "$d/server.pem")
	want 2 ensure
	[ ! -s "$TMP/said" ] || fail 'says something'
	[ "$before" = "$(print "$d/server.pem")" ] || fail 'made anew'
}

changed='the names of this device changed'
configure '# no names'
ip link set lo up
called router
want 0 ensure
has router router.local router.lan
stays

# Addresses: a private one that comes is in, a public one never, a temporary
# interface that goes costs no certificate.
ca=$(print "$d/ca.pem")
ip address add 192.168.1.1/24 dev lo
follows "$changed" router router.local router.lan 192.168.1.1
openssl verify -CAfile "$d/ca.pem" -verify_ip 192.168.1.1 "$d/server.pem" \
    >"$TMP/said" 2>&1 || fail 'openssl: not 192.168.1.1'
ip address add fd12::1/64 dev lo nodad
follows "$changed" router router.local router.lan 192.168.1.1 \
    FD12:0:0:0:0:0:0:1
ip address add 203.0.113.9/32 dev lo
ip address add 2001:db8::9/128 dev lo nodad
stays
ip address delete 192.168.1.1/24 dev lo
stays
ip address add 10.1.2.3/8 dev lo
follows "$changed" router router.local router.lan 10.1.2.3 FD12:0:0:0:0:0:0:1
ip link set lo down
stays
ip link set lo up
ip address add fd12::1/64 dev lo nodad 2>/dev/null || :
stays
[ "$ca" = "$(print "$d/ca.pem")" ] || fail 'an address made a new CA'
ip address flush dev lo

# The host name: the CA has to permit it, and people are told to install it.
called gateway.example.org
follows "$changed" gateway gateway.local gateway.lan gateway.example.org
[ "$ca" != "$(print "$d/ca.pem")" ] || fail 'a CA for other names'

# Letters do not differ by their case; what is no name counts as thimble.
called Gateway.Example.org
stays
called my_router
follows "$changed" thimble thimble.local thimble.lan
for name in '(none)' localhost 10.0.0.1 -x 'a b'; do
	called "$name"
	stays
done

# Configured names take their place, and the certificate follows back.
configure 'names = mail.example.org 10.9.9.9'
follows "$changed" mail.example.org 10.9.9.9
called router
ip address add 192.168.1.1/24 dev lo
stays
configure '# no names'
follows "$changed" router router.local router.lan 192.168.1.1

# More than a certificate has room for: the first 32, and no word each night.
i=0
while [ "$i" -lt 45 ]; do
	ip address add "10.8.$i.1/24" dev lo
	i=$((i + 1))
done
want 0 ensure
[ "$(openssl x509 -in "$d/server.pem" -noout -ext subjectAltName |
    grep -oE '(DNS|IP Address):' | wc -l)" -eq 32 ] || fail 'not 32 names'
good
stays
