#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The form of files (HACKING.md): length, width, licence line, blanks, and
# what the top level holds.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh

tree src tests scripts board rootfs-overlay .ci Makefile |
    grep -vE '\.corpus/|\.(bin|png|ico|svg|xz)$' >"$TMP/list"

# of PATTERN COMMAND...: runs it with the files whose names match; what it says
# on standard error is wrong, too.
of()
{
	pattern=$1
	shift
	grep -E "$pattern" "$TMP/list" | xargs -d '\n' "$@" 2>>"$wrong"
}

of '\.(c|h|py|sh)$' awk 'FNR == 400 { print FILENAME }' |
    all_bad '400 lines or more; 399 may be'

# Code says its licence; what a user edits or a program reads need not.
{
	of . awk 'FNR == 1 && /^#!/ { print FILENAME } FNR == 1 { nextfile }'
	of '(\.(c|h|py|sh|mk)|^Makefile)$' printf '%s\n'
} | sort -u | xargs -d '\n' awk 'FNR == 1 { held[FILENAME] = 0 }
	FNR <= 12 && /SPDX-License-Identifier: MIT/ { held[FILENAME] = 1 }
	FNR == 12 { nextfile }
	END { for (f in held) if (!held[f]) print f }' |
    all_bad 'no SPDX line'

# shellcheck disable=SC2016 # for the inner shell
of . sh -c 'for f; do case $(tail -c 1 "$f"; echo x) in
	x | "
x") ;; *) echo "$f" ;; esac; done' sh | all_bad 'no newline at its end'
of . grep -nIE '[[:blank:]]+$' | cut -c 1-110 |
    all_bad 'blanks at the end of a line'
of '\.[ch]$' grep -nHE '^ {8}|	 +	' | cut -c 1-110 |
    all_bad 'blanks where a tab should be'
of '\.py$' grep -nH '	' | cut -c 1-110 | all_bad 'a tab in Python'
# As expand(1) has it.
# shellcheck disable=SC2016 # for awk
of '\.(c|h|py)$' awk '{
	n = split($0, part, "\t")
	w = 0
	for (i = 1; i < n; i++)
		w = int((w + length(part[i])) / 8 + 1) * 8
	if (w + length(part[n]) > 80)
		print FILENAME ":" FNR
}' | all_bad 'wider than 80 columns'

# The top level is fixed.
tree . | sed 's,/.*,,' | sort -u | while IFS= read -r name; do
	case $name in
	Makefile | README.md | HACKING.md | CHANGES | LICENSE) ;;
	src | board | rootfs-overlay | scripts | tests) ;;
	.ci | .gitignore | .gitattributes | .clang-format | .clang-tidy) ;;
	*) bad "$name: does not belong at the top level" ;;
	esac
done

# The Makefile stays readable.
[ "$(wc -l <Makefile)" -lt 150 ] || bad "Makefile: 150 lines or more"
verdict
