#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The program and the overlay, installed as board/README.md says, and the table
# of what each way of installing has for each purpose (tests/data/installed; the
# tests of the packages compare with it, too).

set -eu

fail()
{
	printf '%s\n' "$*"
	exit 1
}

# shellcheck source=tests/lib/installed.sh
. tests/lib/installed.sh

for what in install install-overlay; do
	OUT=$PWD/out/${BOARD:-x86_64} DESTDIR=$TMP/root scripts/install "$what" \
		>"$TMP/said" || fail "$(cat "$TMP/said")"
done
installed overlay "$TMP/root"

# purpose LINE: those that have it are those that the heading names.
purpose()
{
	for who in $(printf '%s\n' "${1#*: }"); do
		grep -q "^${who}[[:space:]]" "$TMP/rows" ||
			fail "$table: $who has nothing for: ${1%%:*}"
		grep -v "^${who}[[:space:]]" "$TMP/rows" >"$TMP/rest" || :
		mv "$TMP/rest" "$TMP/rows"
	done
	[ ! -s "$TMP/rows" ] ||
		fail "$table: not named in '$1': $(cat "$TMP/rows")"
}

purposes=0
: >"$TMP/rows"
heading='nobody: '
while IFS= read -r line; do
	case $line in
	'#'* | '') ;;
	'== '*)
		purpose "$heading"
		purposes=$((purposes + 1))
		heading=${line#== }
		: >"$TMP/rows"
		;;
	*) printf '%s\n' "$line" >>"$TMP/rows" ;;
	esac
done <"$table"
purpose "$heading"
[ "$purposes" -gt 8 ] || fail "$table: only $purposes purposes were looked at"
