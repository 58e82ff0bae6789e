#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A mistake in the configuration is named by its line, and nothing changes.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

configure 'names = router'
want 0 ensure
before=$(cat "$d/server.pem" "$d/ca.pem" "$d/ca.key" | openssl sha256)

# value KEY VALUE: what `conf` prints, for scripts.
value()
{
	want 0 conf "$1"
	[ "$(cat "$TMP/said")" = "$2" ] || fail "$1: not $2"
}

printf 'dir\t=\t%s\t# not this\n' "$d" >"$conf"
value dir "$d"
value names ''
value key p256
value also ''
value days 397
value issuer ca
value organization ''
configure 'names = router  10.0.0.1' 'names = b.lan' 'key = rsa2048' \
    'also = p384' 'days = 9' 'issuer = self' 'organization = Tom & Co'
value names 'router 10.0.0.1 b.lan'
value key rsa2048
value also p384
value days 9
value issuer self
value organization 'Tom & Co'
: >"$conf"
value dir /etc/thimble

# In an emulator, one of them.
verbs='ensure renew request check'
[ -z "${RUN:-}" ] || verbs='ensure'

# mistake WORDS: every command that makes something refuses the configuration,
# with them. Those that only read do where they would not find the folder.
mistake()
{
	got=0
	cert conf --config "$conf" dir >"$TMP/said" 2>&1 || got=$?
	only='show pin'
	if [ "$got" -eq 0 ] && [ "$(cat "$TMP/said")" = "$d" ]; then
		want 0 show
		want 0 pin
		only=
	fi
	for verb in $verbs $only; do
		want 1 "$verb"
		says "$conf: $*"
	done
	[ "$before" = "$(cat "$d/server.pem" "$d/ca.pem" "$d/ca.key" |
	    openssl sha256)" ] || fail 'files changed'
}

configure 'nmaes = x'
mistake 'line 2: nmaes: unknown key; the keys are dir, names'
configure '' '# all is well' 'days = 900'
mistake 'line 4: days: must be a number from 1 to 825'
configure 'names = router -x 10.0.0.1'
mistake 'line 2: names: -x: up to 32 host names'
configure 'names = bücher.example'
mistake 'line 2: names: b??cher.example: up to 32 host names (letters, digits' \
    'and hyphens between dots; IDN as xn--) and IP addresses'
configure 'key = dsa'
mistake 'line 2: key: must be p256'
configure 'days 5'
mistake 'line 2: expected'
printf 'dir = %s\ndays\0 = 5\n' "$d" >"$conf"
mistake 'line 2: NUL bytes'
{ echo "dir = $d"; head -c 5000 /dev/zero | tr '\0' x; } >"$conf"
mistake 'line 2: longer than 1000 bytes'
{ echo "dir = $d"; head -c 1000000 /dev/zero | tr '\0' x; } >"$conf"
mistake 'line 2: longer than 1000 bytes'
{ echo "dir = $d"; yes '# nothing' | head -n 100000; } >"$conf"
mistake 'the file: longer than 16384 bytes'
{ echo "dir = $d"; yes 'days = 5' | head -n 100000; } >"$conf"
mistake 'line 3: days: given twice'
head -c 1000000 /dev/zero >"$conf"
mistake 'line 1: longer than 1000 bytes'
head -c 1000000 /dev/urandom >"$conf"
mistake 'line '
for word in -x a..b 1.2.3 256.1.1.1 'fe80::1%eth0' '*' 'a.*.b' 'büro.lan' \
    a_b http://router/ router:443 10.0.0.1/24 0.0.0.0 224.0.0.1; do
	configure "names = router $word b.lan"
	shown=$(printf '%s' "$word" | tr -c '[:print:]' '?')
	mistake "line 2: names: $shown: up to 32 host names"
done
# The word of many, and one too many.
configure "names = $(seq -f 'host%.0f' -s ' ' 1 34)"
mistake 'line 2: names: host33: up to 32 host names'
configure "names = a $(head -c 300 /dev/zero | tr '\0' b) c"
mistake 'line 2: names: bbbbbbbbbb'
says ': up to 32 host names'
for word in 0 826 99999999999999999999999 0x10 +5 -1 '5 6' 1e2; do
	configure "days = $word"
	mistake 'line 2: days: must be a number from 1 to 825'
done
configure "$(printf 'organization = a\001b')"
mistake 'line 2: organization: must be text of up to 64 bytes'
configure "$(printf 'organization = \377')"
mistake 'line 2: organization: must be text of up to 64 bytes'
configure 'days = 5' 'days = 6'
mistake 'line 3: days: given twice'
# What the file says cannot write to a terminal.
configure "$(printf '\033[31mred = 1')"
mistake 'line 2: ?[31mred: unknown key'
# The service goes on: a connection reads what is there.
# shellcheck disable=SC2086 # RUN is empty or one word
${RUN:-} "$THIMBLE" --check -p "$d/server.pem" >"$TMP/said" ||
    fail 'the pair does not load'
rm "$conf"
for verb in ensure show check; do
	want 1 "$verb"
	says "open $conf: No such file"
done

# Nothing depends on these: the certificate is made and renewed all the same.
configure 'names = router' 'acme = a b!' 'acme-email = x'
want 2 ensure
says "warning: $conf: line 3: acme: b!: up to 32 host names"
want 0 renew
want 1 check
says "configuration: $conf: line 3: acme"
want 1 acme run
says "$conf: line 3: acme"
want 0 conf names
[ "$(cat "$TMP/said")" = router ] || fail 'no names'
want 1 conf acme-email
before=$(cat "$d/server.pem" "$d/ca.pem" "$d/ca.key" | openssl sha256)

# What is good in it counts; a person's certificate does not depend on names.
configure 'names = -x' 'days = 5'
want 0 conf days
[ "$(cat "$TMP/said")" = 5 ] || fail 'no days'
want 1 conf names
want 0 request --names router
want 2 own
want 2 confirm
mistake 'line 2: names: -x'

# In any place of the line, DOS line ends, comments.
printf '\tdir=%s\r\n\r\n# names = x\r\nnames=router # mine\r\n' "$d" >"$conf"
want 2 ensure

