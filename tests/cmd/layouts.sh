#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Upgrade and downgrade: what older versions wrote is read and keeps its keys
# and its CA, what is written now has the form that they read, and what only
# newer versions know is left alone. (See tests/data/layouts/README. With older
# programs themselves: `make check-downgrade`.)
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

# blocks FILE...: the kinds of PEM blocks in it, which a reader relies on.
blocks()
{
	(cd "$d" && grep -H -e '^-----BEGIN' "$@")
}

# unpack ARCHIVE WHICH: as it was on that device, in $d.
unpack()
{
	rm -rf "$d"
	mkdir -p "$TMP/old"
	tar -xJf "$1" -C "$TMP/old" --no-same-owner
	mv "$TMP/old/$2" "$d"
	sed "s,^dir = .*,dir = $d," "$d/thimble.conf" >"$conf"
	rm "$d/thimble.conf"
}

# As the first versions read a pair: a file of the owner's alone and no link,
# with comments, one key, then its certificate and at most three more, each
# signed by the next. These rules stay as they are.
pair()
{
	if [ -L "$d/$1" ] || [ ! -f "$d/$1" ]; then
		fail "$1: not a file"
	fi
	mode "$d/$1" 600
	[ "$(wc -c <"$d/$1")" -le 16384 ] || fail "$1: too long"
	! sed '/^-----BEGIN/,/^-----END/d; /^#/d; /^$/d' "$d/$1" | grep . ||
		fail "$1: more than comments"
	case $(blocks "$1" | sed 's/^.*BEGIN //; s/-----$//' | paste -s -d ,) in
	'EC PRIVATE KEY,CERTIFICATE' | 'EC PRIVATE KEY,CERTIFICATE,CERTIFICATE' | \
	'RSA PRIVATE KEY,CERTIFICATE') ;;
	*) fail "$1: other blocks: $(blocks "$1")" ;;
	esac
	[ "$(public "$d/$1")" = "$(openssl x509 -in "$d/$1" -noout -pubkey |
		openssl sha256)" ] || fail "$1: the key of another certificate"
}

# The folder as they read it.
readable()
{
	pair server.pem
	[ ! -e "$d/server-also.pem" ] || pair server-also.pem
	mode "$d/ca.pem" 644
	mode "$d/ca.key" 600
	[ "$(blocks ca.pem ca.key | sed 's/^.*BEGIN //' | paste -s -d ,)" = \
	    'CERTIFICATE-----,EC PRIVATE KEY-----' ] || fail 'the CA'
	[ "$(public "$d/ca.key")" = "$(openssl x509 -in "$d/ca.pem" -noout \
		-pubkey | openssl sha256)" ] || fail 'the key of another CA'
}

# What a newer version might have left behind, and whether it is untouched.
newer()
{
	mkdir -m 700 "$d/next.d" "$d/.next"
	for f in next.pem next.key .next/until next.d/state own-third.pem; do
		echo "$f" >"$d/$f"
		chmod 600 "$d/$f"
	done
	newer=$(listed)
}

listed()
{
	(cd "$d" && for f in next.pem next.key .next/* next.d/* own-third.pem
	do
		stat -c '%n %a %s %y %i' "$f"
	done)
}

# renewed_or_not: nothing to do or, once it is due, a renewal.
renewed_or_not()
{
	got=0
	cert ensure --config "$conf" >"$TMP/said" 2>&1 || got=$?
	[ "$got" -eq 0 ] || [ "$got" -eq 2 ] || fail "ensure: status $got"
	want 2 ensure
}

# A folder with the device's own CA: everything stays in use.
own()
{
	unpack "$1" own
	newer
	readable
	files='server.pem server-also.pem ca.pem ca.key pending.key'
	# shellcheck disable=SC2086 # words
	form=$(blocks $files)
	leaf=$(public "$d/server.pem")
	also=$(public "$d/server-also.pem")
	ca=$(print "$d/ca.pem")
	pending=$(public "$d/pending.key")

	renewed_or_not
	want 0 check
	readable
	want 0 renew
	want 0 check
	readable
	[ "$leaf" = "$(public "$d/server.pem")" ] || fail 'another key'
	[ "$also" = "$(public "$d/server-also.pem")" ] ||
		fail 'another second key'
	[ "$ca" = "$(print "$d/ca.pem")" ] || fail 'another CA'
	openssl verify -CAfile "$d/ca.pem" "$d/server.pem" >"$TMP/said" 2>&1 ||
		fail 'the CA did not sign it'

	# As the older version reads them.
	# shellcheck disable=SC2086 # words
	[ "$form" = "$(blocks $files)" ] || fail 'another form'

	# The requested key is still the one that a certificate is expected for.
	[ "$pending" = "$(public "$d/pending.key")" ] ||
		fail 'the requested key is lost'
	want 0 request
	openssl req -in "$TMP/said" -noout -pubkey >"$TMP/public"
	[ "$pending" = "$(openssl sha256 <"$TMP/public")" ] ||
		fail 'another key is requested'
	readable
	[ "$newer" = "$(listed)" ] || fail 'what a newer version knows is gone'
}

# One with an installed certificate: it stays, and the device's own pair, which
# older versions kept as the file before it, can come back.
installed()
{
	unpack "$1" installed
	newer
	readable
	leaf=$(print "$d/server.pem")
	own=$(public "$d/server.pem.prev")
	ca=$(print "$d/ca.pem")
	form=$(blocks server.pem ca.pem ca.key)

	renewed_or_not
	want 0 check
	[ "$leaf" = "$(print "$d/server.pem")" ] || fail 'not the installed one'
	[ "$form" = "$(blocks server.pem ca.pem ca.key)" ] ||
		fail 'another form'
	want 0 own
	[ "$own" = "$(public "$d/server.pem")" ] || fail 'another own key'
	[ "$ca" = "$(print "$d/ca.pem")" ] || fail 'another CA'
	readable
	want 0 revert
	[ "$leaf" = "$(print "$d/server.pem")" ] || fail 'revert: another one'
	readable
	want 0 own --trial 5
	readable
	want 0 confirm
	readable
	[ "$newer" = "$(listed)" ] || fail 'what a newer version knows is gone'
}

n=0
for archive in tests/data/layouts/*.tar.xz; do
	own "$archive"
	installed "$archive"
	n=$((n + 1))
done
[ "$n" -gt 0 ] || fail 'no archives'
