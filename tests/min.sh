#!/bin/sh
# SPDX-License-Identifier: MIT
#
# min.sh PROGRAM: the smallest program (`make check-min`) makes a certificate,
# refuses what was left out of it with a line that says so, and leaves nothing
# of it behind. What it serves, tests/wire tries.

set -eu

bin=$1
TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT

fail()
{
	printf 'min.sh: %s\n' "$*"
	[ ! -s "$TMP/said" ] || cat "$TMP/said"
	exit 1
}

# wants STATUS LINE COMMAND...
wants()
{
	status=$1 line=$2
	shift 2
	got=0
	"$@" >"$TMP/said" 2>&1 </dev/null || got=$?
	[ "$got" -eq "$status" ] || fail "$*: exit status $got, not $status"
	[ -z "$line" ] || grep -qF -e "$line" "$TMP/said" ||
		fail "$*: does not say: $line"
}

printf '%s\n' "dir = $TMP/d" 'names = localhost' >"$TMP/conf"
mkdir "$TMP/d"
wants 0 'made' "$bin-cert" ensure --config "$TMP/conf"
wants 2 '' "$bin-cert" ensure --config "$TMP/conf"
wants 0 "$TMP/d" "$bin-cert" conf dir --config "$TMP/conf"
openssl verify -CAfile "$TMP/d/ca.pem" "$TMP/d/server.pem" >"$TMP/said" 2>&1 ||
	fail 'the CA did not sign it'
wants 64 'unknown command' "$bin-cert" show
wants 64 'unknown command' "$bin-cert" install

pem=$TMP/d/server.pem
wants 0 '' "$bin" --check -p "$pem"
wants 64 'left out of this program' "$bin" -f -d 127.0.0.1:1 -p "$pem" \
	-l /bin/cat
wants 64 'option -n' "$bin" -n imap -p "$pem" -l /bin/cat
wants 1 'left out of this program' "$bin" --check -v 2 -A "$TMP/d/ca.pem" \
	-p "$pem" -l /bin/cat
wants 64 'TLS 1.2 was left out of this program' "$bin" --tls-min 1.2 -p "$pem" \
	-l /bin/cat
wants 64 'no suite of TLS 1.3' "$bin" -C 'AES128:!TLSv1.3' -p "$pem" -l /bin/cat
# What old command lines have stays good: see -C in thimble(8).
wants 0 '' "$bin" --check -C ECDHE-RSA-AES128-GCM-SHA256 --tls-min 1.3 \
	-p "$pem" -l /bin/cat

for word in IMAP4rev1 plist chain-too-long; do
	! grep -qaF -e "$word" "$bin" || fail "it still has: $word"
done
