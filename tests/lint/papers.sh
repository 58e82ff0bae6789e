#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The papers name what is there: the paths in README.md, HACKING.md and the like,
# the tests in tests/README, and every folder of src in the map of HACKING.md.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh

# Whether the pattern $1 is a path in the tree; out/ is made by the build.
exists()
{
	for file in $1; do
		[ ! -e "$file" ] || return 0
	done
	return 1
}

count=0
for paper in README.md HACKING.md board/README.md tests/README \
    tests/fuzz/README tests/bench/COMPARISON.md; do
	# A path below a folder of the tree, with its dots and stars.
	grep -oE '(^|[^a-zA-Z0-9_/.-])(src|tests|scripts|board|rootfs-overlay)/[a-zA-Z0-9_/.*-]*[a-zA-Z0-9_*-]' \
	    "$paper" | sed 's,^[^a-z]*,,' | sort -u >"$TMP/paths"
	while IFS= read -r path; do
		count=$((count + 1))
		exists "$path" || bad "$paper: no such file: $path"
	done <"$TMP/paths"
	# A file of src that is named as an #include names it.
	grep -oE '`(app|serve|net|key|wrap|cert|store|tls|relay|os|base)/[a-z0-9_]+\.[ch]' \
	    "$paper" | tr -d '`' | sort -u >"$TMP/paths"
	while IFS= read -r path; do
		exists "src/$path" || bad "$paper: no such file: src/$path"
	done <"$TMP/paths"
done
[ "$count" -gt 20 ] || bad "only $count paths were looked at"

grep -oE '\b(lint|unit|fuzz|cmd|cert|boot|image|wire)/[a-z0-9_*]+' tests/README |
    sort -u >"$TMP/names"
[ -s "$TMP/names" ] || bad "tests/README: no tests were looked at"
while IFS= read -r name; do
	exists "tests/$name.*" || bad "tests/README: no such test: $name"
done <"$TMP/names"

# shellcheck disable=SC2016 # the marks of Markdown
sed -n 's,^| `\(src/[a-z]*\)` .*,\1,p' HACKING.md | sort >"$TMP/map"
tree src | cut -d / -f 1,2 | sort -u >"$TMP/folders"
diff "$TMP/map" "$TMP/folders" >"$TMP/diff" ||
    bad "HACKING.md: the map is not src: $(cat "$TMP/diff")"
python3 tests/bench/page.py --check >>"$wrong" || :
verdict
