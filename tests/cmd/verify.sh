#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Others judge what ensure makes: OpenSSL strictly, GnuTLS and NSS accept it
# for its names and for nothing else.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

openssl_says()
{
	openssl verify -x509_strict -purpose sslserver -CAfile "$d/ca.pem" \
	    "$@" "$d/server.pem" >"$TMP/said" 2>&1
}

gnutls_says()
{
	certtool --verify --verify-profile medium \
	    --verify-purpose 1.3.6.1.5.5.7.3.1 "$@" \
	    --load-ca-certificate "$d/ca.pem" --infile "$d/server.pem" \
	    >"$TMP/said" 2>&1
}

# In a new database each time, with the CA trusted for servers.
nss_says()
{
	rm -rf "$TMP/nss"
	mkdir "$TMP/nss"
	certutil -N -d "sql:$TMP/nss" --empty-password
	certutil -A -d "sql:$TMP/nss" -n ca -t C,, -i "$d/ca.pem"
	openssl x509 -in "$d/server.pem" -out "$TMP/leaf.pem"
	certutil -A -d "sql:$TMP/nss" -n leaf -t ,, -i "$TMP/leaf.pem"
	certutil -V -d "sql:$TMP/nss" -n leaf -u V -e >"$TMP/said" 2>&1
}

# field COMMAND PATTERN: a line of OpenSSL's view.
field()
{
	openssl x509 -in "$1" -noout -text >"$TMP/said"
	tr '\n' ' ' <"$TMP/said" | tr -s ' ' | grep -qE -e "$2" ||
	    fail "$1: not $2"
}

configure 'names = Router, router.lan mail.example.org *.example.net' \
    'names = 192.168.1.1 10.0.0.7 fd00::1 203.0.113.5' 'organization = Söhne'
want 0 ensure
good
openssl_says || fail 'openssl: refused'
nss_says || fail 'nss: refused'
for host in router router.lan mail.example.org a.example.net; do
	openssl_says -verify_hostname "$host" || fail "openssl: not $host"
	gnutls_says --verify-hostname "$host" || fail "gnutls: not $host"
done
for ip in 192.168.1.1 10.0.0.7 fd00::1 203.0.113.5; do
	openssl_says -verify_ip "$ip" || fail "openssl: not $ip"
done
for host in other.lan example.org example.net www.mail.example.org; do
	! openssl_says -verify_hostname "$host" || fail "openssl: $host"
	! gnutls_says --verify-hostname "$host" || fail "gnutls: $host"
done
! openssl_says -verify_ip 192.168.1.2 || fail 'openssl: 192.168.1.2'
! openssl_says -verify_ip fd00::2 || fail 'openssl: fd00::2'
! openssl_says -purpose sslclient || fail 'openssl: good for a client'

field "$d/server.pem" 'Signature Algorithm: ecdsa-with-SHA256'
field "$d/server.pem" 'Basic Constraints: critical CA:FALSE'
field "$d/server.pem" 'Key Usage: critical Digital Signature X509v3'
field "$d/server.pem" 'Extended Key Usage: TLS Web Server Authentication X'
field "$d/server.pem" 'IP Address:192.168.1.1, IP Address:10.0.0.7, IP'
field "$d/server.pem" 'Subject: O = S.*hne, CN = router '
field "$d/ca.pem" 'Basic Constraints: critical CA:TRUE, pathlen:0 '
field "$d/ca.pem" 'Key Usage: critical Certificate Sign, CRL Sign '
field "$d/ca.pem" 'Name Constraints: critical Permitted: DNS:router '
field "$d/ca.pem" 'CN = .*Thimble CA [0-9a-f]{8} '
! grep -q 'IP:127' "$TMP/said" || fail 'the CA speaks for localhost'

# 127 random bits in 16 bytes at most; the dates.
serial=$(openssl x509 -in "$d/server.pem" -noout -serial)
echo "$serial" | grep -qE '^serial=[0-7]?[0-9A-F]{20,31}$' ||
    fail "serial: $serial"
from=$(openssl x509 -in "$d/server.pem" -noout -startdate)
to=$(openssl x509 -in "$d/server.pem" -noout -enddate)
from=$(date -d "${from#*=}" +%s)
to=$(date -d "${to#*=}" +%s)
[ $((to - from + 1)) -eq $((397 * 86400)) ] || fail "not 397 days"
[ "$from" -lt "$(($(date +%s) - 86000))" ] || fail 'not from yesterday on'

# What the CA does not permit, its own key cannot bring about.
cat >"$TMP/ext" <<'EXT'
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:www.example.com
EXT
openssl req -new -key "$d/ca.key" -subj /CN=x -out "$TMP/csr" 2>/dev/null
openssl x509 -req -in "$TMP/csr" -CA "$d/ca.pem" -CAkey "$d/ca.key" \
    -extfile "$TMP/ext" -set_serial 1 -out "$TMP/forged.pem" 2>/dev/null
! openssl verify -CAfile "$d/ca.pem" "$TMP/forged.pem" >/dev/null 2>&1 ||
    fail 'openssl: the constraints do not hold'

# This host itself, when it was asked for.
rm -r "$d"
configure 'names = localhost 127.0.0.1 ::1'
want 0 ensure
good
openssl_says -verify_hostname localhost || fail 'openssl: not localhost'
openssl_says -verify_ip 127.0.0.1 || fail 'openssl: not 127.0.0.1'
openssl_says -verify_ip ::1 || fail 'openssl: not ::1'
nss_says || fail 'nss: refused localhost'

# Addresses alone: no subject, so the names are critical.
rm -r "$d"
configure 'names = 10.0.0.1'
want 0 ensure
good
openssl_says -verify_ip 10.0.0.1 || fail 'openssl: not 10.0.0.1'
field "$d/server.pem" 'Subject Alternative Name: critical IP Address:10.0.0.1'
nss_says || fail 'nss: refused an empty subject'
gnutls_says || fail 'gnutls: refused an empty subject'

# Kinds of key. The RSA key of an emulator is made in keys.sh.
kinds='p384 rsa2048'
[ -z "${RUN:-}" ] || kinds='p384'
for kind in $kinds; do
	configure 'names = router' "key = $kind"
	want 0 ensure
	good
	openssl_says || fail "openssl: $kind"
	gnutls_says || fail "gnutls: $kind"
	nss_says || fail "nss: $kind"
done
