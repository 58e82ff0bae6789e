# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What the scripts of this folder share: messages, the cache, boards. Source it
# with $top set to the top of the tree.
#
# shellcheck disable=SC2034,SC2154 # variables that the reader sets and uses

me=${0##*/}
cache=${THIMBLE_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/thimble}
cache=${cache%/}

# One line for the person; stdout stays free for the result.
say()
{
	printf '%s: %s\n' "$me" "$*" >&2
}

die()
{
	say "$*"
	exit 1
}

# Runs a build step with its output in $log, and shows the end of it if it fails.
run()
{
	printf '+ %s\n' "$*" >>"$log"
	"$@" >>"$log" 2>&1 </dev/null && return
	tail -n 25 "$log" >&2
	die "failed: $* (whole log: $log)"
}

# board_get BOARD NAME: the value of a `NAME = value` line of board.mk.
board_get()
{
	[ -f "$top/board/$1/board.mk" ] || die "no such board: $1"
	sed -n "s/^$2[[:space:]]*=[[:space:]]*//p" "$top/board/$1/board.mk"
}

sha256()
{
	sha256sum -- "$1" | cut -d ' ' -f 1
}

# recipe FILE...: how something is built, for the hash of its result.
recipe()
{
	cat -- "$@"
	sed -n '/^unpack()/,/^}/p' "$top/scripts/lib.sh"
}

# Reads everything that goes into a build on stdin, sets $dir to the folder of
# its result. Exits with its path printed if it is there already. Otherwise it
# takes the lock of that one result and sets $tmp, an empty folder, and $log.
cached()
{
	hash=$(sha256sum | cut -c 1-16)
	dir=$cache/build/$1-$hash
	if [ -e "$dir/.done" ]; then
		printf '%s\n' "$dir"
		exit 0
	fi
	mkdir -p "$cache/build"
	exec 8>"$cache/build/.lock-$1-$hash"
	flock 8
	if [ -e "$dir/.done" ]; then
		printf '%s\n' "$dir"
		exit 0
	fi
	log=$cache/build/$1-$hash.log
	: >"$log"
	tmp=$(mktemp -d "$cache/build/.tmp-XXXXXX")
	trap 'rm -rf "$tmp"' EXIT
	trap 'exit 1' HUP INT TERM
	say "$1 (log: $log)"
}

# keep FOLDER: the finished folder takes its place at once, and is printed.
keep()
{
	: >"$1/.done"
	rm -rf "$dir"
	mv "$1" "$dir"
	rm -f "$cache/build/.lock-${dir##*/}"
	printf '%s\n' "$dir"
}

# unpack FOLDER TARBALL...: the source, then Debian's patches if they are there.
unpack()
{
	into=$1
	mkdir -p "$into"
	run tar -xf "$2" -C "$into" --strip-components=1 --no-same-owner
	[ $# -ge 3 ] || return 0
	run tar -xf "$3" -C "$into" --no-same-owner
	sed -e 's/[[:space:]]*#.*//' -e '/^[[:space:]]*$/d' \
		"$into/debian/patches/series" >"$into/debian/series.now"
	while read -r p; do
		run patch -d "$into" -p1 -s -f -i "debian/patches/$p"
	done <"$into/debian/series.now"
}

# Sets what a board's build needs to know: $cross, $arch_cflags, $pie_cflags, ...
board_load()
{
	board=$1
	cross=$(board_get "$board" CROSS)
	arch_cflags=$(board_get "$board" ARCH_CFLAGS)
	case $(board_get "$board" PIE) in
	yes) pie_cflags=-fPIE ;;
	*) pie_cflags=-fno-pie ;;
	esac
	gcc=${cross}gcc
	[ "$board" != host ] || gcc=$(board_get host CC)
	command -v "$gcc" >/dev/null || die "no $gcc:" \
		"scripts/need $(board_get "$board" PACKAGES)"
}

# The archiver that understands that compiler's objects.
board_ar()
{
	case $board in
	host) board_get host AR ;;
	*) printf '%s\n' "${cross}gcc-ar" ;;
	esac
}

# What of the machine's own tools goes into a build: part of every hash.
tools_id()
{
	"$gcc" -v 2>&1 | grep -E '^(Target:|.* version )'
	"${cross}ld" --version | head -n 1
}

# The compiler that makes the board's programs.
board_cc()
{
	case $board in
	host) board_get host CC ;;
	*) printf '%s/bin/musl-gcc\n' "$("$top/scripts/build-musl" "$board")" ;;
	esac
}
