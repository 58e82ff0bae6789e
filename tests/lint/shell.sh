#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every script of the tree, those of the image included, passes
# the linter and is written for plain sh.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh
need shellcheck

scripts >"$TMP/list"
[ -s "$TMP/list" ] || bad "no scripts were looked at"
xargs -d '\n' shellcheck -x -P SCRIPTDIR -P . <"$TMP/list" >>"$wrong" || :
while IFS= read -r file; do
	IFS= read -r first <"$file" || :
	case $first in
	'#!'*bash*) bad "$file: is written for bash" ;;
	esac
	# A script that is sourced sets nothing for its reader.
	case $first in
	'#!'*rc.common) ;;
	'#!'*) printf '%s\n' "$file" ;;
	esac
done <"$TMP/list" >"$TMP/run"
xargs -d '\n' grep -LE '^set -[a-z]*u' <"$TMP/run" | all_bad 'no set -eu'
verdict
