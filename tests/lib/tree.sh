# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What the lint scripts share. They run at the top of the tree; TMP is a
# scratch folder. A lint prints what is wrong, one line each, and ends with
# verdict.

wrong=$TMP/wrong
: >"$wrong"

# One thing that is wrong: FILE[:LINE] and why.
bad()
{
	printf '%s\n' "$*" >>"$wrong"
}

# What standard input names is wrong, for the reason given.
all_bad()
{
	while IFS= read -r line; do
		bad "$line: $*"
	done
}

# Exit status 0 when nothing was wrong.
verdict()
{
	cat "$wrong"
	[ ! -s "$wrong" ]
}

die()
{
	printf '%s\n' "$*"
	exit 1
}

# A tool that is not there is a failure and not a skip.
need()
{
	for program; do
		command -v "$program" >/dev/null ||
		    die "$program is not installed: scripts/need build test lint"
	done
}

# The files of the tree below the given folders (`.`: all of it): those that
# git knows or would add, so neither out/ nor an editor's leavings; in an
# unpacked archive everything but out/.
tree()
{
	if [ -e .git ]; then
		git -c safe.directory='*' ls-files -co --exclude-standard \
		    -- "$@" | while IFS= read -r file; do
			[ ! -f "$file" ] || printf '%s\n' "$file"
		done
	else
		find "$@" -path ./out -prune -o -type f -print |
		    sed 's,^\./,,'
	fi | LC_ALL=C sort
}

# Every shell script of the tree: by its first line, whatever its name.
scripts()
{
	tree . | xargs -d '\n' awk 'FNR == 1 && (FILENAME ~ /\.sh$/ ||
		/^#!\/bin\/(ba)?sh|^#!\/usr\/bin\/env sh/) { print FILENAME }
		{ nextfile }'
}

# A C file without comments and strings, lines kept, so that words are code.
code()
{
	gcc -fpreprocessed -dD -E -P -w -x c "$1" |
	    sed 's/"\([^"\\]\|\\.\)*"/""/g'
}

# The folder with mbedTLS's headers as board $1 configures them.
mbedtls_include()
{
	printf '%s/include\n' "$(scripts/build-mbedtls "$1" 2>/dev/null)"
}

# The folder with curves.h of that board.
curves_include()
{
	printf '%s/include\n' "$(scripts/build-curves "$1" 2>/dev/null)"
}

# The folder with BearSSL's headers of that board.
gcm_include()
{
	printf '%s/include\n' "$(scripts/build-gcm "$1" 2>/dev/null)"
}
