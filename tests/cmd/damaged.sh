#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Damaged files of an owner: `status` answers all the same and says what is
# wrong and what to do, what is good in them counts, what needs the rest
# refuses in words, and what can be mended from the page is.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh
# shellcheck source=tests/lib/ca.sh
. tests/lib/ca.sh
# shellcheck source=tests/lib/hook.sh
. tests/lib/hook.sh

: >"$TMP/inetd.conf"
: >"$TMP/log"

# write LINE...: thimble.conf, which begins with the folder.
write()
{
	printf '%s\n' "dir = $d" "$@" >"$conf"
}

# wrong NEXT WORDS [VERDICT]: there is one problem, it is in words, and the
# certificate is there.
wrong()
{
	ask 0 status </dev/null
	json problems.0.next "$1" certificates.0.days 397 \
	    verdict.kind "${3:-warn}"
	python3 -I -S -c '
import json, sys
with open(sys.argv[1], "rb") as f:
    (found,) = json.load(f)["problems"]
sys.exit(sys.argv[2] not in found["text"] or not found["advice"])' \
	    "$TMP/said" "$2" || fail "no problem: $2"
}

# refused VERB WORDS: with the form on standard input, and nothing changes.
refused()
{
	before=$(openssl sha256 "$d"/*)
	ask 1 "$1" --text
	grep -q "^why=.*$2" "$TMP/said" || fail "$1: not $2"
	[ "$before" = "$(openssl sha256 "$d"/*)" ] || fail "$1: changed"
}

# whole: no problem is left.
whole()
{
	want 0 check
	ask 0 status </dev/null
	json problems '[]' verdict.kind good
}

write 'names = router' 'days = 397'
want 0 ensure
whole

# Names: what else is good counts; the form for them mends it.
write 'names = router x!' 'days = 397' 'acme-email = a@example.org'
wrong set-names 'line 2: names: x!: up to 32 host names'
refused renew 'line 2: names: x!' </dev/null
refused new-key 'line 2: names: x!' </dev/null
refused request 'line 2: names: x!' </dev/null
ask 0 export-ca </dev/null
lines 'names=router' | ask 0 request
lines 'names=router mail.example.org' | ask 0 set-names
whole
json certificates.0.names "['router', 'mail.example.org']"
grep -qx 'acme-email = a@example.org' "$conf" || fail 'a good line is gone'

# A line that nobody can read, with a NUL, and one too long; what was there
# stays beside it.
{
	printf 'dir = %s\nna\0es = router\nnames = router\nhello\ndays = 397\n' "$d"
	head -c 2000 /dev/zero | tr '\0' x
} >"$conf"
cp "$conf" "$TMP/was"
wrong set-names 'line 2: NUL bytes are not allowed'
refused renew 'line 2: NUL bytes' </dev/null
lines 'names=router' | ask 0 set-names
whole
cmp "$TMP/was" "$conf.bad"
[ "$(cat "$conf")" = "dir = $d
days = 397
names = router" ] || fail "not mended: $(cat "$conf")"

# On trial, and not confirmed: what was damaged is damaged again.
write 'names = router x!'
lines 'names=router b.lan' 'trial=5' | ask 0 set-names
ask 0 status </dev/null
json problems '[]'
ask 0 revert </dev/null
wrong set-names 'line 2: names: x!'
ask 0 status </dev/null
json certificates.0.names "['router']"
# A trial ends, whatever is wrong.
write 'names = router'
lines 'names=router c.lan' 'trial=5' | ask 0 set-names
write 'days = 900'
ask 0 confirm </dev/null
write 'names = router'
want 0 ensure

# Official certificates: the own one is renewed all the same.
write 'names = router' 'acme = mail.example.org' 'acme-agree = perhaps'
wrong acme 'line 4: acme-agree: must be yes or no' good
json acme.waits_for "$conf: line 4: acme-agree: must be yes or no"
ask 0 renew </dev/null
refused acme 'line 4: acme-agree' <<'I'
action=run
I
lines 'action=set' 'set=acme=' 'set=acme-agree=yes' | ask 0 acme
whole
write 'names = router' 'acme-challenge = smoke'
wrong '' 'line 3: acme-challenge: must be one or more of' good
lines 'action=set' 'set=acme-challenge=http-01' | ask 0 acme
whole

# What no form has: in words, and no form makes it worse.
write 'names = router' 'days = 900'
wrong '' 'line 3: days: must be a number'
refused renew 'line 3: days' </dev/null
refused set-names 'line 3: days' <<'I'
names=router other.lan
I
write 'names = router' 'key = p256' 'also = p384'
wrong '' 'line 4: also: must be RSA'
ask 2 own </dev/null

# With another's in its place, the own pair comes back as it is.
write 'names = router'
key root p256
key ca p256
sign root root "$ca_ext"
sign ca root "$ca_ext"
key mine p256
sign mine ca "$leaf_ext"
want 0 install "$pki/mine.pem" "$pki/ca.pem" "$pki/mine.key"
write 'names = router' 'days = 900'
ask 0 status </dev/null
json certificates.0.whose installed
ask 0 own </dev/null
ask 0 status </dev/null
json certificates.0.whose own
# One that was cut: the own pair is one button away.
write 'names = router'
want 0 install "$pki/mine.pem" "$pki/ca.pem" "$pki/mine.key"
head -c 700 "$d/server.pem" >"$d/cut"
mv "$d/cut" "$d/server.pem"
chmod 600 "$d/server.pem"
ask 0 status </dev/null
json verdict.kind bad verdict.next own
ask 0 own </dev/null
whole

# The file is none, so that nobody knows the folder, which is another here:
# boot/damaged has the usual one.
for how in mkdir 'ln -s nowhere'; do
	mv "$conf" "$conf.kept"
	$how "$conf"
	ask 1 status </dev/null
	json why 'open folder /etc/thimble: No such file or directory'
	rm -r "$conf"
	mv "$conf.kept" "$conf"
done

# Any of these in the place of a file: status has it, commands say so. In an
# emulator one of the two.
hows='mkdir mkfifo'
[ -z "${RUN:-}" ] || hows='mkfifo'
for name in server.pem ca.pem ca.key own.pem pending.key acme.key \
    web.password; do
	for how in $hows; do
		[ ! -e "$d/$name" ] || mv "$d/$name" "$TMP/kept"
		$how "$d/$name"
		ask 0 status </dev/null
		json problems.0.file "$name"
		rm -r "${d:?}/$name"
		[ ! -e "$TMP/kept" ] || mv "$TMP/kept" "$d/$name"
	done
done
for name in acme hooks.d; do
	echo x >"$d/$name"
	ask 0 status </dev/null
	json problems.0.file "$name"
	rm "$d/$name"
done
for file in "$TMP/inetd.conf" "$TMP/log"; do
	rm "$file"
	ask 0 status </dev/null
	json problems '[]'
	mkdir "$file"
	ask 0 status </dev/null
	json problems.0.file "$file" services '[]' refused '[]'
	rmdir "$file"
	: >"$file"
done
head -c 100 /dev/urandom >"$TMP/inetd.conf"
ask 0 status </dev/null
: >"$TMP/inetd.conf"
whole

# Empty and cut files of the device's own: one renewal, with the same key if it
# is there.
was=$(public "$d/server.pem")
: >"$d/server.pem"
ask 0 status </dev/null
json verdict.text 'There is no usable certificate' verdict.next renew
ask 0 renew </dev/null
whole
: >"$d/ca.pem"
ask 0 status </dev/null
ask 0 renew </dev/null
whole
[ -n "$was" ] || fail 'no key'

# The trial's own files.
for mark in 'mkdir' 'touch' 'ln -s nonsense'; do
	mkdir -p "$d/.trial"
	$mark "$d/.trial/until"
	ask 0 status </dev/null
	# It counts as over; who waits for the one before may be faster.
	cert ensure --config "$conf" >"$TMP/said" 2>&1 || [ "$?" -eq 2 ] ||
		fail 'ensure'
	lines 'trial=5' | ask 0 new-key
	ask 0 confirm </dev/null
	whole
done
echo x >"$d/.trial"
ask 0 status </dev/null
lines 'trial=5' | ask 0 new-key
ask 0 confirm </dev/null
whole

# The password's file: those signed in are told, and the next start makes
# another.
password()
{
	got=0
	${RUN:+"$RUN"} "$web" password --config "$conf" "$@" >"$TMP/said" 2>&1 || got=$?
}
for bad in '' 'pbkdf2-sha256 20000 00' 'first x'; do
	printf '%s' "$bad" >"$d/web.password"
	chmod 600 "$d/web.password"
	ask 0 status </dev/null
	json problems.0.file web.password
	password --first
	[ "$got" -eq 0 ] || fail "password: $got"
	says 'The password of the web page: '
	cp "$TMP/said" "$TMP/first"
	password --first
	cmp "$TMP/said" "$TMP/first"
	whole
done
lines 'password=12345678' | ask 0 password
password --first
[ "$got" -eq 2 ] || fail "a password that was chosen is gone: $got"
