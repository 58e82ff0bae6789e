#!/bin/sh
# SPDX-License-Identifier: MIT
#
# export, pin and check --days, against OpenSSL's and Python's view.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

# export WORD...: standard output to $TMP/out.
export_()
{
	cert export --config "$conf" "$@" >"$TMP/out" 2>"$TMP/said" ||
	    fail "export $*"
	[ ! -s "$TMP/said" ] || fail "export $* speaks"
	! grep -q PRIVATE "$TMP/out" || fail "export $*: a private key"
}

# same FILE: what was exported is the first certificate of FILE.
same()
{
	[ "$(openssl x509 -in "$TMP/out" -outform DER | openssl sha256)" = \
	    "$(openssl x509 -in "$1" -outform DER | openssl sha256)" ] ||
	    fail "not what $1 has"
}

configure 'names = router' 'organization = Tom & <Jerry>'
for what in ca leaf chain; do
	want 1 export "$what"
done
want 1 pin
want 0 ensure
export_ ca
same "$d/ca.pem"
export_ --pem ca
same "$d/ca.pem"
export_ leaf --pem
same "$d/server.pem"
export_ chain
same "$d/server.pem"
[ "$(grep -c BEGIN "$TMP/out")" -eq 1 ] || fail 'more than the leaf'
for what in ca leaf; do
	export_ "$what" --der
	cp "$TMP/out" "$TMP/der"
	export_ "$what"
	openssl x509 -in "$TMP/out" -outform DER | cmp -s - "$TMP/der" ||
	    fail "$what: not the DER of it"
done

# The profile, as Python's property list reader sees it; twice the same.
export_ ca --mobileconfig
cp "$TMP/out" "$TMP/profile"
export_ ca --mobileconfig
cmp -s "$TMP/out" "$TMP/profile" || fail 'the profile changes'
openssl x509 -in "$d/ca.pem" -outform DER -out "$TMP/ca.der"
cp "$d/ca.pem" "$TMP/ours.pem"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$TMP/x.key" -days 9 \
    -subj '/O=Tom/CN=Tom, <Jerry> & more' -out "$d/ca.pem" 2>/dev/null
export_ ca --mobileconfig
mv "$TMP/ours.pem" "$d/ca.pem"
python3 - "$TMP/profile" "$TMP/ca.der" "$TMP/out" <<'PY'
import plistlib
import re
import sys
import uuid

with open(sys.argv[1], 'rb') as f:
    profile = plistlib.load(f)
with open(sys.argv[2], 'rb') as f:
    der = f.read()
payload, = profile['PayloadContent']
assert payload['PayloadContent'] == der
assert payload['PayloadType'] == 'com.apple.security.root', payload
assert profile['PayloadType'] == 'Configuration', profile
seen = set()
for part in profile, payload:
    text = part['PayloadUUID']
    assert str(uuid.UUID(text)) == text, text
    assert uuid.UUID(text).version == 8 or sys.version_info < (3, 14), text
    assert uuid.UUID(text).variant == uuid.RFC_4122, text
    assert part['PayloadIdentifier'].endswith(text), part
    assert part['PayloadVersion'] == 1, part
    assert re.fullmatch('([a-z0-9-]+ )?Thimble CA [0-9a-f]{8}',
                        part['PayloadDisplayName']), part
    seen.add(text)
assert len(seen) == 2, seen
with open(sys.argv[3], 'rb') as f:
    title = plistlib.load(f)['PayloadDisplayName']
assert title.replace('\\', '') == 'Tom, <Jerry> & more', title
PY

# pinned FILE NAME: what pin says is what OpenSSL computes.
pinned()
{
	hex=$(openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin \
	    -outform DER | openssl sha256 -r | cut -d ' ' -f 1)
	base64=$(openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin \
	    -outform DER | openssl sha256 -binary | openssl base64)
	says "pin     sha256//$base64"
	says "tlsa    $2 1 1 $hex"
	says "sha256  $(print "$1" | sed 's/.*=//')"
}

want 0 pin
pinned "$d/server.pem" 3
want 0 pin "$d/ca.pem"
pinned "$d/ca.pem" 2
want 0 pin --json
python3 - "$TMP/said" "$base64" "$(print "$d/server.pem" | sed 's/.*=//')" \
    <<'PY'
import json
import sys

with open(sys.argv[1], encoding='ascii') as f:
    page = json.load(f)
assert set(page) == {'pin', 'tlsa', 'sha256'}, page
assert page['sha256'] == sys.argv[3], page
assert page['tlsa'].startswith('3 1 1 '), page
PY
# A CA's file in DER, too.
export_ ca --der
cp "$TMP/out" "$TMP/ca.der"
want 0 pin "$TMP/ca.der"
pinned "$d/ca.pem" 2
openssl genpkey -algorithm RSA -out "$TMP/key" 2>/dev/null
want 1 pin "$TMP/key"
says 'no CERTIFICATE block'
want 1 pin "$TMP/none"
want 1 pin "$d"

# A person's chain, in no order: the leaf first, the root left out.
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$TMP/root.key" \
    -out "$TMP/root.pem" -subj /CN=Root -days 400 2>/dev/null
printf 'basicConstraints = critical,CA:TRUE\n' >"$TMP/ext"
openssl req -new -key "$TMP/key" -subj /CN=Middle |
    openssl x509 -req -CA "$TMP/root.pem" -CAkey "$TMP/root.key" -days 300 \
    -extfile "$TMP/ext" -set_serial 2 -out "$TMP/middle.pem" 2>/dev/null
openssl req -new -newkey rsa:2048 -nodes -keyout "$TMP/leaf.key" \
    -subj /CN=router 2>/dev/null |
    openssl x509 -req -CA "$TMP/middle.pem" -CAkey "$TMP/key" -days 100 \
    -set_serial 3 -out "$TMP/leaf.pem" 2>/dev/null
cat "$TMP/root.pem" "$TMP/middle.pem" "$TMP/leaf.key" "$TMP/leaf.pem" \
    >"$d/server.pem"
export_ leaf
same "$TMP/leaf.pem"
export_ chain
same "$TMP/leaf.pem"
[ "$(grep -c BEGIN "$TMP/out")" -eq 2 ] || fail 'not leaf and intermediate'
sed '1,/END/d' "$TMP/out" >"$TMP/rest"
cp "$TMP/rest" "$TMP/out"
same "$TMP/middle.pem"
want 0 pin
pinned "$TMP/leaf.pem" 3

# check --days.
rm "$d/server.pem"
configure 'names = router' 'days = 10'
want 0 ensure
want 0 check --days 8
want 0 check --days 0
want 1 check --days 10
says 'BAD   dates: less than 10 days left'
says 'good  dates of the CA'
want 1 check --days 4000
says 'BAD   dates of the CA: less than 4000 days left'

# A full standard output is a failure, not a half file in silence; who has read
# enough is told nothing.
for command in 'export ca' pin show 'show --json'; do
	got=0
	# shellcheck disable=SC2086 # a command and its words
	cert $command --config "$conf" >/dev/full 2>"$TMP/said" || got=$?
	[ "$got" -eq 1 ] || fail "full, $command: exit status $got"
	says 'write standard output: No space left on device'
done
cert export ca --config "$conf" 2>"$TMP/said" | :
[ ! -s "$TMP/said" ] || fail 'a word about a closed pipe'
