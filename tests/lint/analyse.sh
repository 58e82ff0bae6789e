#!/bin/sh
# SPDX-License-Identifier: MIT
#
# cppcheck over src. A waiver stands in the source with its reason.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh
need cppcheck

tree src | grep '\.c$' >"$TMP/list" || die "no source files to look at"
cppcheck --quiet --std=c11 --enable=warning,performance,portability \
    --inline-suppr --error-exitcode=1 --suppress=missingIncludeSystem \
    --inconclusive -j 2 -Isrc -D_POSIX_C_SOURCE=200809L -D__x86_64__ \
    --template='{file}:{line}: {id}: {message}' --file-list="$TMP/list"
