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
while IFS= read -r file; do
	shellcheck -x -P SCRIPTDIR -P . "$file" >>"$wrong" || :
	case $(head -n 1 "$file") in
	'#!'*bash*) bad "$file: is written for bash" ;;
	esac
	# A script that is sourced sets nothing for its reader.
	case $(head -n 1 "$file") in
	'#!'*rc.common) ;;
	'#!'*)
		grep -qE '^set -[a-z]*u' "$file" || bad "$file: no set -eu"
		;;
	esac
done <"$TMP/list"
verdict
