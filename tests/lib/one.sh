#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs one test of tests/run.sh's list: one.sh SECONDS NAME KIND ARG...
#
# The test has no standard input, a scratch folder of its own in TMP, and a
# time limit. Its output is kept until it ends, so that two tests at a time
# stay readable. The verdict goes to standard output and to
# $THIMBLE_WORK/results; the seconds that passed, those of CPU and the name to
# $THIMBLE_WORK/times. Always exits 0: a failure is a result, not an accident
# of the runner.

set -eu

limit=$1 name=$2 kind=$3
shift 3

TMP=$THIMBLE_WORK/$(printf '%s' "$name" | tr / _)
export TMP
mkdir "$TMP"
out=$TMP.out
: >"$out"
read -r began _ </proc/uptime

# Runs a command with nothing to read and a time limit.
run()
{
	timeout -k 10 "$limit" "$@" </dev/null >>"$out" 2>&1
}

# What runs a program of BOARD here; nothing for this machine's own.
emulator()
{
	sed -n 's/^RUN[[:space:]]*=[[:space:]]*//p' "board/$1/board.mk"
}

status=0
case $kind in
script)
	run "$@" || status=$?
	;;
program)
	RUN=$(emulator "$1")
	export RUN
	# shellcheck disable=SC2086 # RUN is empty or one word
	run $RUN "$2" || status=$?
	;;
command)
	RUN=$(emulator "$1")
	THIMBLE=${PROGRAM:-$PWD/out/$1/thimble}
	THIMBLE_CERT=$THIMBLE-cert
	BOARD=$1
	export RUN THIMBLE THIMBLE_CERT BOARD
	run sh "$2" || status=$?
	;;
fuzz)
	# Known inputs first, then new ones for some seconds.
	program=$1 source=$2
	mkdir "$TMP/seeds" "$TMP/new"
	[ ! -d "$source.corpus" ] || cp "$source.corpus"/* "$TMP/seeds"
	if [ -e "$source.seeds.sh" ]; then
		THIMBLE_CERT=$THIMBLE-cert run "$source.seeds.sh" "$TMP/seeds" ||
		    status=$?
	fi
	[ "$status" -ne 0 ] || run "$program" -max_total_time="${FUZZ_SECONDS:-1}" -timeout=30 \
	    -verbosity=0 -artifact_prefix="$TMP/new/" "$TMP/new" \
	    "$TMP/seeds" || status=$?
	;;
image)
	BOARD=$1
	export BOARD
	# A network of its own: a time server has but one port.
	if [ -n "${THIMBLE_MOUNTS:-}" ]; then
		# shellcheck disable=SC2016 # for the inner shell
		run unshare --net sh -c 'ip link set lo up && exec python3 "$1"' \
		    sh "$2" || status=$?
	else
		run python3 "$2" || status=$?
	fi
	;;
python)
	# All clients of all tests have one address: what the wrapper counts by
	# address is each test's own.
	if [ -n "${THIMBLE_MOUNTS:-}" ]; then
		[ -d /run/thimble ] || mkdir -m 700 /run/thimble ||
		    [ -d /run/thimble ]
		# shellcheck disable=SC2016 # for the inner shell
		run unshare --mount sh -c 'mount -t tmpfs -o mode=700 none \
		    /run/thimble && exec python3 "$1"' sh "$1" || status=$?
	else
		run python3 "$1" || status=$?
	fi
	;;
*)
	echo "one.sh: no kind of test is called $kind" >"$out"
	status=1
	;;
esac

# What has passed since then, and what all processes so far have used.
read -r ended _ </proc/uptime
times >"$TMP.times"
tr 'ms' '  ' <"$TMP.times" | awk -v began="$began" -v ended="$ended" \
    -v name="$name" 'NR == 2 { printf "%.1f %.1f %s\n", ended - began,
    60 * ($1 + $3) + $2 + $4, name }' >>"$THIMBLE_WORK/times"

# A wire file reports its cases itself; all else is one case.
verdict=$TMP.verdict
: >"$verdict"
case $kind in
python | image) cases=yes ;;
*) cases=no ;;
esac
if [ "$cases" = yes ]; then
	grep -E '^(PASS|FAIL) ' "$out" >"$verdict" || :
	if [ "$status" -ne 0 ] && ! grep -q '^FAIL ' "$verdict"; then
		echo "FAIL $name: exit status $status" | tee -a "$out" >>"$verdict"
	elif [ ! -s "$verdict" ]; then
		echo "FAIL $name: ran no test" | tee -a "$out" >>"$verdict"
	fi
elif [ "$status" -eq 0 ]; then
	echo "PASS $name" >"$verdict"
	cp "$verdict" "$out"
else
	why=
	[ "$status" -ne 124 ] || why=" (out of time: $limit s)"
	echo "FAIL $name$why" >"$verdict"
	sed 's/^/	/' "$out" >"$out.in"
	cat "$verdict" "$out.in" >"$out"
fi

{
	flock 9
	cat "$out"
	cat "$verdict" >>"$THIMBLE_WORK/results"
} 9>"$THIMBLE_WORK/lock"
rm -rf "$TMP" "$out" "$out.in" "$verdict" "$TMP.times"
