#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs the tests of `make check` and reports the results.
#
#	tests/run.sh [-B] [-j JOBS] [-l] [-L] [-t] [NAME...]
#
# NAME is a group (lint, unit, fuzz, cmd, install, boot, image, cert, wire) or a
# test (wire/clients, unit/host/num); without one, everything runs. -B adds the
# boards that only `make check-boards` builds. -l only lists the names. -L runs
# the long form of tests that otherwise take samples: each fault, thousands of
# keys. -t prints at the end how long each test took, in seconds of wall time
# and of CPU time, the slowest last. With PROGRAM in the environment, wire tests
# and command tests try that program.
# `make check` has built everything before. Nothing is built here, except that
# scripts/build-busybox and scripts/build-mail build what the cache lacks.
#
# Each test prints "PASS name", or "FAIL name" followed by its output. One test
# is a lint script, a unit program on one board, a command script on one board,
# or one case of a wire file. The last line is the sum, "N passed, N failed".
# The exit status is 0 if nothing failed. A test that cannot run (tool missing,
# not built, not root, out of time) has failed.

set -eu

say()
{
	printf '%s\n' "$*"
}

die()
{
	printf 'run.sh: %s\n' "$*" >&2
	exit 1
}

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"

# What the tests write and sync goes to memory, where nobody waits for a disk,
# on a mount that is ours alone and ends with us. Without the right to one it
# goes to the disk.
if [ -z "${THIMBLE_MOUNTS:-}" ] && unshare --mount true 2>/dev/null; then
	THIMBLE_MOUNTS=own exec unshare --mount sh tests/run.sh "$@"
fi

jobs=$(nproc)
list=no
times=no
level='always'
unset THIMBLE_LONG
while getopts Bj:lLt opt; do
	case $opt in
	B) level='\(always\|boards\)' ;;
	j) jobs=$OPTARG ;;
	l) list=yes ;;
	L) export THIMBLE_LONG=1 ;;
	t) times=yes ;;
	*) exit 64 ;;
	esac
done
shift $((OPTIND - 1))

named=no
[ $# -eq 0 ] || named=yes
names=$*

BOARD=${BOARD:-x86_64}
# The boards whose unit and command tests run on this machine: see CHECK in
# board/README.md.
boards=$BOARD
# shellcheck disable=SC2013 # one word a line
for board in $(grep -l "^CHECK = $level\$" board/*/board.mk | cut -d / -f 2); do
	[ "$board" = "$BOARD" ] || boards="$boards $board"
done

# The boards whose image is booted in QEMU.
images=
for board in $boards; do
	! grep -q '^QEMU = ' "board/$board/board.mk" || images="$images $board"
done

# Whether test $2 of the image of board $1 is to run: see CHECK_IMAGE in
# board/README.md.
asked()
{
	case $(sed -n 's/^CHECK_IMAGE = //p' "board/$1/board.mk") in
	first) [ "$named" = yes ] || [ "$2" = first ] ;;
	named) [ "${names#*"image/$1"}" != "$names" ] ;;
	esac
}

# One line per test: its time limit in seconds (generous: the machine may be
# busy), its name, its kind (see lib/one.sh) and the kind's arguments.
tests()
{
	for f in tests/lint/*.sh; do
		name=$(basename "$f" .sh)
		say "900 lint/$name script $f"
	done
	for board in host ${boards#host }; do
		for f in tests/unit/*.c; do
			[ -e "$f" ] || continue
			name=$(basename "$f" .c)
			say "600 unit/$board/$name program $board" \
			    "out/$board/unit/$name"
		done
	done
	for f in tests/fuzz/*.c; do
		[ -e "$f" ] || continue
		name=$(basename "$f" .c)
		say "$((300 + 2 * ${FUZZ_SECONDS:-1})) fuzz/$name fuzz out/host/fuzz/$name tests/fuzz/$name"
	done
	for board in $boards; do
		for f in tests/cmd/*.sh; do
			[ -e "$f" ] || continue
			name=$(basename "$f" .sh)
			say "900 cmd/$board/$name command $board $f"
		done
	done
	for f in tests/install/*.sh; do
		name=$(basename "$f" .sh)
		say "900 install/$name script $f"
	done
	for f in tests/boot/*.sh; do
		name=$(basename "$f" .sh)
		say "600 boot/$name script $f"
	done
	for board in $images; do
		for f in tests/image/*.py; do
			name=$(basename "$f" .py)
			asked "$board" "$name" || continue
			# What `make check-powercut` cuts takes three boots.
			limit=$((${THIMBLE_LONG:+9}900 + 120 * ${CUTS:-0}))
			say "$limit image/$board/$name image $board $f"
		done
	done
	for f in tests/cert/*.py; do
		name=$(basename "$f" .py)
		# It fetches Debian's unstable packages.
		[ "$name" != acme_modern ] || [ -n "${THIMBLE_LONG:-}" ] ||
		    [ "$named" = yes ] || continue
		say "${THIMBLE_LONG:+3}900 cert/$name python $f"
	done
	for f in tests/wire/*.py; do
		name=$(basename "$f" .py)
		say "900 wire/$name python $f"
	done
}

# Selects the tests from standard input whose names were given.
chosen()
{
	[ $# -gt 0 ] || set -- ''
	while read -r limit name rest; do
		for want; do
			case $name/ in
			"${want:+$want/}"*)
				say "$limit $name $rest"
				break
				;;
			esac
		done
	done
}

if [ "$list" = yes ]; then
	tests | chosen "$@" | cut -d ' ' -f 2
	exit 0
fi

[ "$(id -u)" -eq 0 ] || say 'run.sh: not root: tests that inspect another' \
    'user'\''s processes or need mounts of their own will fail' >&2

work=$(mktemp -d "${TMPDIR:-/tmp}/thimble-check.XXXXXX")
[ -z "${THIMBLE_MOUNTS:-}" ] || mount -t tmpfs none "$work"
chmod 755 "$work"
# The files in there may be read-only or belong to another uid.
beside=
trap '[ -z "$beside" ] || kill -- "-$beside"
	umount -l "$work" 2>/dev/null || :; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

tests | chosen "$@" >"$work/list"
[ -s "$work/list" ] || die "no such test: $*"
: >"$work/results"

export THIMBLE_BOARDS="$boards"
export BOARD LC_ALL=C TZ=UTC THIMBLE_WORK="$work"
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$top/tests/lib"
export THIMBLE="${PROGRAM:-$top/out/$BOARD/thimble}"
# A test that calls make is no part of the make that runs it.
unset MAKEFLAGS MFLAGS MAKELEVEL CCACHE
unset CDPATH ENV SSLKEYLOGFILE SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY

# The real servers; their build's progress goes to standard error.
if grep -qE '^[0-9]* (wire|cert|image)/' "$work/list"; then
	BUSYBOX=$(scripts/build-busybox "$BOARD" </dev/null)/busybox
	mail=$(scripts/build-mail "$BOARD" </dev/null)
	export BUSYBOX IMAP4D="$mail/imap4d" POP3D="$mail/pop3d"
fi

# The real python3, where a version manager's script stands before it, which
# takes four times as long.
python=$(python3 -c 'import sys; print(sys.executable)') || python=
[ ! -x "$python" ] || [ "$python" = "$(command -v python3)" ] ||
    PATH=${python%/*}:$PATH

# The slowest tests (see -t) start first, so that none of them is left to run
# alone at the end.
longest="install/gcc install/clang install/cross install/refused \
install/debian install/openwrt cert/crash_asked cert/crash cert/verifiers \
cert/refused cert/chains cert/keys cert/trial cert/acme_run cert/acme_fails \
boot/browser boot/page boot/wrong boot/official cert/acme_late \
image/virt-armv7/upgrade image/virt-armv7/powercut \
cmd/malta-be/keys cmd/malta-be/request cmd/malta-be/also_person lint/repro \
wire/nomemory wire/bulk wire/faults wire/resume wire/starttls wire/times \
wire/fresh wire/wait"
awk -v longest="$longest" '
	BEGIN { n = split(longest, name); for (i in name) rank[name[i]] = i }
	{ print $2 in rank ? rank[$2] : n + 1, $0 }' "$work/list" |
    sort -s -n -k 1,1 | cut -d ' ' -f 2- >"$work/ordered"
mv "$work/ordered" "$work/list"

# Wire tests, and those of ACME, spend most of their time waiting, so more of
# them run at once than there are processors, and the tests that compute are
# niced, as a session too where the kernel shares processors by session. Floods
# take all processors: no other of these tests runs beside them.

# Puts the lines of the list that sed(1) prints into a file; its path.
pool()
{
	sed -n "$1" "$work/list" >"$work/$2"
	printf '%s\n' "$work/$2"
}

flaw()
{
	say 'run.sh: the runner itself failed' >>"$work/results"
}

waits='/ \(wire\/\|cert\/acme\)'
pool "$waits/!p" beside >/dev/null
# shellcheck disable=SC2016 # for the inner shell
setsid nice sh -c '! [ -w /proc/self/autogroup ] || echo 19 >/proc/self/autogroup
	exec xargs -a "$1" -r -P "$2" -L 1 tests/lib/one.sh' \
    sh "$work/beside" $((jobs + 2)) &
beside=$!
xargs -a "$(pool '/ wire\/floods /p' floods)" -r -L 1 tests/lib/one.sh || flaw
xargs -a "$(pool "$waits/{/floods /!p}" wire)" -r -P $((2 * jobs)) -L 1 \
    tests/lib/one.sh || flaw
wait "$beside" || flaw
beside=

# A test of whole programs may have been late on a busy machine: up to three of
# them have a second try with nothing beside it, and the sum is preceded by those
# that needed it. What each printed at the first try stays in the output.
second=
awk '/^FAIL (boot|cert|image|install|wire)\// { sub(":$", "", $2); print $2 }' \
    "$work/results" | sort -u >"$work/late"
if [ "$named" = no ] && [ "$(wc -l <"$work/late")" -le 3 ]; then
	while read -r name; do
		say "run.sh: once more, alone: $name"
		sed -i "\\#^[A-Z]* $name\\(:\\| (\\|\$\\)#d" "$work/results"
		grep " $name " "$work/list" | xargs -L 1 tests/lib/one.sh || flaw
		grep -qE "^FAIL $name(:| \\(|\$)" "$work/results" ||
		    second="$second $name"
	done <"$work/late"
fi

[ "$times" = no ] || sort -n "$work/times"
passed=$(grep -c '^PASS ' "$work/results") || passed=0
failed=$(grep -vc '^PASS ' "$work/results") || failed=0
if [ "$failed" -gt 0 ]; then
	say
	say 'Failed:'
	grep -v '^PASS ' "$work/results" | sed 's/^/	/'
	say
fi
[ -z "$second" ] || say "Passed at the second try only:$second"
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
