#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Changes one line of the program at a time and runs the tests that have to
# notice: tests/mutants/run.sh [WORD]...
#
# tests/mutants/list has the changes; with WORDs, only those are tried whose
# title contains one of them. Each is made in an overlay of this tree, which
# is thrown away afterwards, so that only what depends on one file is built
# again and nothing stays behind. The tests run once without any change first.
#
# Prints the changes that no test noticed (survivors) and those that could not
# be tried, because they match no line, more than one place, or do not
# compile. The last line is the sum; the exit status is 0 if all were noticed.
# -v prints all of them, with the seconds each took.

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

verbose=no
[ "${1:-}" != -v ] || { verbose=yes; shift; }
BOARD=${BOARD:-x86_64}
export BOARD
words=$*

work=$(mktemp -d "${TMPDIR:-/tmp}/thimble-mutants.XXXXXX")
trap 'cd /; umount -l "$top" 2>/dev/null || :
	umount -l "$work" 2>/dev/null || :; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mount -t tmpfs none "$work"
log=$work/log

# One line a mutant, its parts divided by tabs: title, file, tests, change.
awk -v words="$words" '
	function chosen(title,    n, i, word) {
		n = split(words, word, " ")
		for (i = 1; i <= n; i++)
			if (index(title, word[i])) return 1
		return n == 0
	}
	/^#/ { next }
	/^$/ { part = 0; next }
	{ sub(/^\t/, ""); text[++part] = $0 }
	part == 4 && chosen(text[1]) {
		print text[1] "\t" text[2] "\t" text[3] "\t" text[4] }
	part > 4 { print "mutants: too many lines: " $0 >"/dev/stderr"; exit 1 }
' tests/mutants/list >"$work/mutants"
[ -s "$work/mutants" ] || die "no such mutants: $words"

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
		wire/nomemory) goal="all out/$b/failing" ;;
		*) goal=all ;;
		esac
		# shellcheck disable=SC2086 # GOAL may be two
		make -s JOBS="${JOBS:-2}" BOARD="$b" $goal >"$log" 2>&1 ||
		    return 1
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

# As they are, the tests pass: a test that always fails notices nothing.
cut -f 3 "$work/mutants" | tr ' ' '\n' | sort -u >"$work/tests"
while read -r test; do
	build "$test" || { cat "$log"; die "$test does not compile"; }
	pass "$test" </dev/null || { cat "$log"; die "$test fails unchanged"; }
done <"$work/tests"

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
	else
		say noticed
	fi
}

tried=0 survived=0 broken=0
tab=$(printf '\t')
while IFS=$tab read -r title file tests change; do
	tried=$((tried + 1))
	rm -rf "$work/up" "$work/at"
	mkdir "$work/up" "$work/at"
	mount -t overlay -o \
	    "lowerdir=$top,upperdir=$work/up,workdir=$work/at" none "$top"
	cd "$top"
	read -r began _ </proc/uptime
	verdict=$(try "$file" "$tests" "$change" </dev/null)
	read -r ended _ </proc/uptime
	cd /
	umount "$top"
	cd "$top"
	case $verdict in
	noticed) [ "$verbose" = yes ] || continue ;;
	survived) survived=$((survived + 1)) ;;
	*) broken=$((broken + 1)) ;;
	esac
	say "$verdict: $title ($file; $tests) $((${ended%.*} - ${began%.*})) s"
done <"$work/mutants"

say "$tried mutants, $survived survived, $broken could not be tried"
[ "$survived" -eq 0 ] && [ "$broken" -eq 0 ]
