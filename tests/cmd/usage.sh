#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Help, and what is said about a wrong command line.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

# run STATUS WORD...: without the test's configuration.
run()
{
	status=$1
	shift
	got=0
	cert "$@" >"$TMP/out" 2>"$TMP/said" || got=$?
	[ "$got" -eq "$status" ] || fail "$*: exit status $got, not $status"
}

# helps WORD...: to standard output, and nothing beside it.
helps()
{
	[ ! -s "$TMP/said" ] || fail 'help on standard error'
	for word; do
		grep -qwF -e "$word" "$TMP/out" || fail "no $word in the help"
	done
	! awk 'length > 80' "$TMP/out" | grep . || fail 'wider than 80 columns'
}

for option in -h --help; do
	run 0 "$option"
	helps ensure show check 'Exit status'
	run 0 ensure "$option"
	helps --quiet --wait --config --help
	run 0 show "$option"
	helps --json --config file
	run 0 check "$option"
	helps --config
done

run 64
grep -q '^usage: thimble-cert' "$TMP/said" || fail 'no usage'
[ ! -s "$TMP/out" ] || fail 'usage on standard output'
run 64 frobnicate
says 'frobnicate: no such command'
run 64 ensure --frobnicate
says 'frobnicate'
run 64 ensure --config
run 64 ensure --wait x
run 64 ensure --wait -1
run 64 ensure --wait 99999999
run 64 ensure --config a --config b
run 64 ensure operand
says 'operand'
run 64 show a b
run 64 check a
run 64 show --quiet
