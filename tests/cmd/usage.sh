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
	helps ensure renew new-ca revert show check pin export conf 'Exit status'
	run 0 ensure "$option"
	helps --quiet --wait --config --help
	run 0 show "$option"
	helps --json --config file
	run 0 check "$option"
	helps --config --days
	run 0 renew "$option"
	helps --new-key --force --quiet --wait
	run 0 new-ca "$option"
	helps --yes --quiet --wait
	run 0 revert "$option"
	helps --quiet --wait
	run 0 pin "$option"
	helps --json file
	run 0 export "$option"
	helps --pem --der --mobileconfig ca leaf chain
done

run 64
grep -q '^usage: thimble-cert' "$TMP/said" || fail 'no usage'
[ ! -s "$TMP/out" ] || fail 'usage on standard output'
run 64 frobnicate
says 'frobnicate: unknown command'
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
run 64 check --days x
run 64 renew a
run 64 revert a
run 64 new-ca a --yes
run 64 new-ca
says 'every phone and computer has to install the new CA certificate'
[ "$(wc -l <"$TMP/said")" -eq 1 ] || fail 'new-ca: more than one line'
run 64 pin a b
# What is exported, in one form that fits it; options on either side.
run 64 export
says 'ca, leaf or chain'
run 64 export key
run 64 conf
says 'the keys are dir, names'
run 64 conf no-such-key
run 64 export --pem --der ca
run 64 export ca --pem --der
says 'one of --pem'
run 64 export leaf --mobileconfig
run 64 export --der chain
run 64 export ca leaf
