# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# Shared by the scripts in this folder: messages, the cache, boards. Source it
# with $top set to the top of the tree.
#
# shellcheck disable=SC2034,SC2154 # variables set and used by the caller

me=${0##*/}
cache=${THIMBLE_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/thimble}
cache=${cache%/}

# One line for the user; stdout is reserved for the result.
say()
{
	printf '%s: %s\n' "$me" "$*" >&2
}

die()
{
	say "$*"
	exit 1
}

# Runs a build step, appending its output to $log; shows the end if it fails.
run()
{
	printf '+ %s\n' "$*" >>"$log"
	"$@" >>"$log" 2>&1 </dev/null && return
	tail -n 25 "$log" >&2
	die "failed: $* (full log: $log)"
}

# board_get BOARD NAME: the value of a `NAME = value` line of board.mk.
board_get()
{
	[ -f "$top/board/$1/board.mk" ] || die "no such board: $1; there are" \
		"$(cd "$top/board" && echo */board.mk | sed 's,/board\.mk,,g')"
	sed -n "s/^$2[[:space:]]*=[[:space:]]*//p" "$top/board/$1/board.mk"
}

sha256()
{
	sha256sum -- "$1" | cut -d ' ' -f 1
}

# recipe FILE...: prints how something is built, for the hash of its result.
recipe()
{
	cat -- "$@"
	sed -n '/^unpack()/,/^}/p' "$top/scripts/lib.sh"
}

# Reads everything that goes into a build from stdin and sets $dir to the folder
# for the result. If that exists already, prints its path and exits. Otherwise
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
	began=$(date +%s)
	took=$(cat "$cache/build/.took-$1" 2>/dev/null || :)
	say "$1${took:+, $took s last time} (log: $log)"
}

# keep FOLDER: moves the finished folder into place and prints its path.
keep()
{
	: >"$1/.done"
	rm -rf "$dir"
	mv "$1" "$dir"
	name=${dir##*/}
	printf '%s\n' "$(($(date +%s) - began))" >"$cache/build/.took-${name%-*}"
	rm -f "$cache/build/.lock-${dir##*/}"
	printf '%s\n' "$dir"
}

# unpack FOLDER TARBALL [PATCHES]: the source, and Debian's patches if given.
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

# Sets the variables of a board's build: $cross, $arch_cflags, $pie_cflags, ...
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

# Prints the archiver that understands that compiler's objects.
board_ar()
{
	case $board in
	host) board_get host AR ;;
	*) printf '%s\n' "${cross}gcc-ar" ;;
	esac
}

# Prints the versions of the machine's own tools, which are part of every hash.
tools_id()
{
	"$gcc" -v 2>&1 | grep -E '^(Target:|.* version )'
	"${cross}ld" --version | head -n 1
}

# Prints the compiler for the board's programs.
board_cc()
{
	case $board in
	host) board_get host CC ;;
	*) printf '%s/bin/musl-gcc\n' "$("$top/scripts/build-musl" "$board")" ;;
	esac
}
