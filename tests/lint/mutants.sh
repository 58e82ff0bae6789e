#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Each entry of tests/mutants/list changes one place of its file and names tests
# that exist. Whether they notice, `make mutants` tells, which takes an hour.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh

tests/run.sh -l >"$TMP/tests"
tab=$(printf '\t')
awk '/^#/ { next } /^$/ { part = 0; next }
	{ sub(/^\t/, ""); printf "%s%s", $0, ++part == 4 ? "\n" : "\t" }' \
    tests/mutants/list >"$TMP/list"
[ -s "$TMP/list" ] || bad 'no mutants were looked at'
cut -f 1 "$TMP/list" | sort | uniq -d | all_bad 'the title of two mutants'
while IFS=$tab read -r title file tests change; do
	if [ ! -f "$file" ]; then
		bad "$title: no file $file"
		continue
	fi
	sed "$change" "$file" >"$TMP/new" 2>>"$wrong" || :
	hunks=$(diff "$file" "$TMP/new" | grep -c '^[0-9]') || :
	[ "$hunks" -eq 1 ] || bad "$title: changes $hunks places of $file"
	for test in $tests; do
		grep -qxF "$test" "$TMP/tests" || bad "$title: no test $test"
	done
done <"$TMP/list"
verdict
