# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What the packages of board/ and the overlay install, against the one table of
# it, tests/data/installed.

table=tests/data/installed

# Files, links and empty folders below FOLDER: mode and path, or where it leads.
found()
{
	(cd "$1" && {
		find . -type f -printf '%m %P\n'
		find . -type l -printf 'link %P %l\n'
		find . -mindepth 1 -type d -empty -printf 'empty %P\n'
	}) | LC_ALL=C sort
}

# installed WHO FOLDER: FOLDER has what the table says that WHO installs, and
# the same configuration as all others.
installed()
{
	sed -n "s/^$1[[:space:]]*//p" "$table" | LC_ALL=C sort >"$TMP/want"
	[ -s "$TMP/want" ] || fail "$table: nothing of $1"
	found "$2" | diff "$TMP/want" - >"$TMP/diff" || {
		cat "$TMP/diff"
		fail "$table: not what $1 installs (< table, > found)"
	}
	cmp rootfs-overlay/etc/thimble/thimble.conf \
		"$2/etc/thimble/thimble.conf" || fail "$1: another thimble.conf"
}
