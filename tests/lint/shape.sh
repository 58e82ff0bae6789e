#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The form of files (HACKING.md): length, width, licence line, blanks, and
# what the top level holds.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh

for file in $(tree src tests scripts board rootfs-overlay .ci Makefile); do
	case $file in
	*.corpus/* | *.bin | *.png | *.ico | *.svg) continue ;;
	esac
	lines=$(wc -l <"$file")
	case $file in
	*.c | *.h | *.py | *.sh)
		[ "$lines" -lt 400 ] || bad "$file: $lines lines; 399 may be"
		;;
	esac
	# Code says its licence; what a user edits or a program reads need not.
	case $file:$(head -c 2 "$file" | tr -d '\0') in
	*:'#!' | *.c:* | *.h:* | *.py:* | *.sh:* | *.mk:* | Makefile:*)
		head -n 12 "$file" | grep -q 'SPDX-License-Identifier: MIT' ||
		    bad "$file: no SPDX line"
		;;
	esac
	[ "$(tail -c 1 "$file" | wc -l)" -eq 1 ] ||
	    bad "$file: no newline at its end"
	grep -nE '[[:blank:]]+$' "$file" | sed "s,^,$file:," |
	    cut -c 1-70 | all_bad 'blanks at the end of a line'
	case $file in
	*.c | *.h)
		grep -nE '^ {8}|	 +	' "$file" | sed "s,^,$file:," |
		    cut -c 1-70 | all_bad 'blanks where a tab should be'
		;;
	*.py)
		grep -n '	' "$file" | sed "s,^,$file:," | cut -c 1-70 |
		    all_bad 'a tab in Python'
		;;
	esac
	case $file in
	*.c | *.h | *.py)
		expand "$file" | grep -nE '.{81}' | cut -d : -f 1 |
		    sed "s,^,$file:," | all_bad 'wider than 80 columns'
		;;
	esac
done

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
