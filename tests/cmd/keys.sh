#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The kinds of key, judged by OpenSSL; dots on a terminal and nowhere else.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

# is WORDS: OpenSSL's name for the key in server.pem.
is()
{
	openssl x509 -in "$d/server.pem" -noout -text >"$TMP/said"
	says "$*"
	openssl pkey -in "$d/server.pem" -check -noout >"$TMP/said" 2>&1 ||
	    fail "openssl: not a good key: $*"
	openssl verify -x509_strict -purpose sslserver -CAfile "$d/ca.pem" \
	    -verify_hostname router "$d/server.pem" >"$TMP/said" 2>&1 ||
	    fail "openssl: refused: $*"
	good
}

configure 'names = router' 'key = p384'
want 0 ensure
is 'NIST CURVE: P-384'
configure 'names = router' 'key = rsa2048'
want 0 ensure
says 'another type of key is configured'
! grep -q primes "$TMP/said" || fail 'dots without a terminal'
is 'Public-Key: (2048 bit)'
key=$(public "$d/server.pem")
want 0 renew
[ "$key" = "$(public "$d/server.pem")" ] || fail 'another key'
want 2 ensure
# One key is enough in an emulator, where each takes up to 20 seconds.
[ -z "${RUN:-}" ] || exit 0
configure 'names = router' 'key = rsa3072'
want 0 ensure
is 'Public-Key: (3072 bit)'
# cert/verifiers has one of 4096 bits.

# On a terminal: a line that says why it takes so long, dots, then what was
# made, on a line of its own; nothing of it with --quiet.
cat >"$TMP/terminal.py" <<'PY'
import os
import pty
import sys

pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
seen = b''
try:
    while data := os.read(fd, 4096):
        seen += data
except OSError:
    pass
os.waitpid(pid, 0)
sys.stdout.buffer.write(seen.replace(b'\r', b''))
PY
configure 'names = router' 'key = rsa2048'
python3 "$TMP/terminal.py" "$THIMBLE_CERT" renew --new-key \
    --config "$conf" >"$TMP/said"
grep -qE '^making an RSA key.*: \.+$' "$TMP/said" ||
    fail 'no dots on a terminal'
grep -q "^made $d/server.pem" "$TMP/said" || fail 'nothing made'
python3 "$TMP/terminal.py" "$THIMBLE_CERT" renew --new-key --quiet \
    --config "$conf" >"$TMP/said"
[ ! -s "$TMP/said" ] || fail 'not quiet'
python3 "$TMP/terminal.py" "$THIMBLE_CERT" request --key-type \
    rsa2048 --config "$conf" >"$TMP/said"
grep -qE '^making an RSA key.*: \.+$' "$TMP/said" ||
    fail 'no dots for a request'
says 'BEGIN CERTIFICATE REQUEST'
