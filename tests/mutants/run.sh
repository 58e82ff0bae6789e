#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Changes one line of the program at a time and runs the tests that have to
# notice: tests/mutants/run.sh [-j JOBS] [-v] [WORDS]...
#
# tests/mutants/list has the changes; with WORDS, only those are tried of which
# title, file or tests contain an argument. Each is made in an overlay of this
# tree, which is thrown away afterwards, so that only what depends on one file
# is built again and nothing stays behind, JOBS at a time (one for each
# processor). The tests run once without any change first.
#
# Prints the changes that no test noticed (survivors) and those that could not
# be tried, because they match no line, more than one place, do not compile, or
# only let a test run out of time, which a busy machine may do as well. The
# last line is the sum; the exit status is 0 if all were noticed. -v prints all
# of them, with the seconds each took and what failed.

set -eu

say()
{
	printf '%s\n' "$*"
}

die()
{
	printf 'mutants: %s\n' "$*" >&2
	exit 1
}

top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"

# Mounts of our own; who is not root may mount where he is root for himself.
if [ -z "${MUTANTS_MOUNTS:-}" ]; then
	export MUTANTS_MOUNTS=own
	[ "$(id -u)" -eq 0 ] || exec unshare -rm sh tests/mutants/run.sh "$@"
	exec unshare --mount sh tests/mutants/run.sh "$@"
fi

jobs=$(nproc) verbose=no
while getopts j:v opt; do
	case $opt in
	j) jobs=$OPTARG ;;
	v) verbose=yes ;;
	*) exit 64 ;;
	esac
done
shift $((OPTIND - 1))
BOARD=${BOARD:-x86_64}
export BOARD
words=$(printf '%s\n' "$@")
export words

# The board whose programs a test runs.
board_of()
{
	case $1 in
	unit/*/* | cmd/*/*) b=${1#*/}; say "${b%%/*}" ;;
	*) say "$BOARD" ;;
	esac
}

# build TEST...: what they run.
build()
{
	for test; do
		b=$(board_of "$test")
		case $test in
		unit/*) goal=out/$b/unit/${test##*/} ;;
		boot/*) goal=rootfs ;;
		wire/nomemory) goal="all out/$b/failing" ;;
		wire/suites) goal="all out/$b/unit/suite" ;;
		*) goal=all ;;
		esac
		# shellcheck disable=SC2086 # GOAL may be two
		make -s JOBS="${JOBS:-2}" BOARD="$b" $goal >"$log" 2>&1 ||
		    return 1
		case $test in wire/curves | wire/gcm) ;; *) continue ;; esac
		# Their cases are for all boards of `make check`.
		# shellcheck disable=SC2013 # one word a line
		for b in $(grep -l '^CHECK = always$' board/*/board.mk |
		    cut -d / -f 2); do
			make -s BOARD="$b" all >"$log" 2>&1 || return 1
		done
	done
}

# pass TEST...: whether they do.
pass()
{
	for test; do
		BOARD=$(board_of "$test") tests/run.sh "$test" >"$log" 2>&1 ||
		    return 1
	done
}

# try FILE TESTS CHANGE: the verdict.
try()
{
	sed "$3" "$1" >"$work/new"
	hunks=$(diff "$1" "$work/new" | grep -c '^[0-9]') || :
	case $hunks in
	0) say 'does not apply'; return ;;
	1) ;;
	*) say "applies $hunks times"; return ;;
	esac
	cat "$work/new" >"$1"
	# shellcheck disable=SC2086 # TESTS are words
	if ! build $2; then
		cat "$log" >&2
		say 'does not compile'
	elif pass $2; then
		say survived
	elif grep -q '^FAIL .*(out of time' "$log"; then
		say 'runs out of time'
	else
		say noticed
	fi
}

# Which test failed, and what it has to say: its first line, or its exception.
reason()
{
	awk '{ sub(/^[[:space:]]*/, "") }
		/^FAIL / && !found { print "\t" $0; found = 1; next }
		/^Traceback/ { trace = 1 }
		!found || /^=*$/ || (trace && !/^[A-Za-z.]*(Error|Ex|TooLate)/) { next }
		{ print "\t" $0; exit }' "$log"
}

# one TITLE FILE TESTS CHANGE: the verdict, on standard output and in a file.
one()
{
	mkdir "$work/up" "$work/at"
	mount -t overlay -o \
	    "lowerdir=$top,upperdir=$work/up,workdir=$work/at" none "$top"
	cd "$top"
	read -r began _ </proc/uptime
	verdict=$(try "$2" "$3" "$4" </dev/null)
	read -r ended _ </proc/uptime
	cd /
	umount "$top"
	cd "$top"
	rm -rf "$work/up" "$work/at"
	say "$verdict" >>"$work/verdicts"
	[ "$verbose $verdict" != 'no noticed' ] || return 0
	say "$verdict: $1 ($2; $3) $((${ended%.*} - ${began%.*})) s" \
	    >"$work/said"
	[ "$verdict" != noticed ] || reason >>"$work/said"
	cat "$work/said"
}

# One of several, with its share of the changes and mounts of its own.
if [ -n "${MUTANTS_SHARE:-}" ]; then
	work=$MUTANTS_SHARE
	log=$work/log
	tab=$(printf '\t')
	while IFS=$tab read -r title file tests change; do
		one "$title" "$file" "$tests" "$change"
	done <"$work/mutants"
	exit
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/thimble-mutants.XXXXXX")
workers=
trap '[ -z "$workers" ] || kill $workers 2>/dev/null || :
	umount -l "$work" 2>/dev/null || :; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mount -t tmpfs none "$work"
log=$work/log

# One line a mutant, its parts divided by tabs: title, file, tests, change.
awk '
	function chosen(    n, i, word) {
		n = split(ENVIRON["words"], word, "\n")
		for (i = 1; i <= n; i++)
			if (index(text[1] "\t" text[2] "\t" text[3], word[i]))
				return 1
		return n == 0
	}
	/^#/ { next }
	/^$/ { part = 0; next }
	{ sub(/^\t/, ""); text[++part] = $0 }
	part == 4 && chosen() {
		print text[1] "\t" text[2] "\t" text[3] "\t" text[4] }
	part > 4 { print "mutants: too many lines: " $0 >"/dev/stderr"; exit 1 }
' tests/mutants/list >"$work/mutants"
[ -s "$work/mutants" ] || die "no such mutants: $*"

# As they are, the tests pass: a test that always fails notices nothing.
cut -f 3 "$work/mutants" | tr ' ' '\n' | sort -u >"$work/tests"
while read -r test; do
	build "$test" </dev/null || { cat "$log"; die "$test does not compile"; }
done <"$work/tests"
# shellcheck disable=SC2046 # its lines are words
tests/run.sh $(cat "$work/tests") </dev/null >"$log" 2>&1 ||
    { cat "$log"; die 'some fail without a change'; }

set --
[ "$verbose" = no ] || set -- -v
for i in $(seq "$jobs"); do
	mkdir "$work/$i"
	: >"$work/$i/verdicts"
	awk -v i="$i" -v n="$jobs" 'NR % n == i % n' "$work/mutants" \
	    >"$work/$i/mutants"
	MUTANTS_SHARE=$work/$i unshare --mount sh tests/mutants/run.sh \
	    "$@" &
	workers="$workers $!"
done
wait
workers=

# verdicts PATTERN: how many.
verdicts()
{
	cat "$work"/*/verdicts | grep -c "$1" || :
}

tried=$(verdicts .)
survived=$(verdicts '^survived$')
broken=$((tried - survived - $(verdicts '^noticed$')))
say "$tried mutants, $survived survived, $broken could not be tried"
[ "$survived" -eq 0 ] && [ "$broken" -eq 0 ] &&
    [ "$tried" -eq "$(wc -l <"$work/mutants")" ]
