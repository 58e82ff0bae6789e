#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What our own code may not call: allocation anywhere, the end of the process
# below the faces, and functions that cannot be used safely.
#

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh
need gcc

heap='malloc calloc realloc reallocarray free strdup strndup asprintf
vasprintf getline getdelim alloca posix_memalign aligned_alloc open_memstream
sbrk opendir scandir'
ends='exit _exit _Exit quick_exit abort atexit assert'
unsafe='gets strcpy strcat sprintf vsprintf strtok strncpy system popen
mktemp tmpnam tempnam atoi atol atof rand srand random drand48 signal
setjmp longjmp'
clocks='time gettimeofday clock_gettime alarm setitimer timer_create'
shown='printf fprintf vprintf vfprintf puts fputs perror syslog vsyslog'

# All files as code, each line behind its file's name.
count=0
for file in $(tree src | grep '\.[ch]$'); do
	count=$((count + 1))
	code "$file" | sed "s,^,$file: ,"
done >"$TMP/code"
[ "$count" -gt 0 ] || bad "src: no source files were looked at"

# calls WORDS REASON [EXCEPT]: the files that call one of these words, but for
# those whose names match.
calls()
{
	# shellcheck disable=SC2086 # words on purpose
	words=$(printf '%s|' $1)
	grep -oE "^[^:]*:|(^|[^_a-zA-Z0-9.>])(${words%|}) ?\(" "$TMP/code" |
	    awk -v except="${3:-^$}" '
		/:$/ { file = $0; next }
		file !~ except { gsub(/[^a-zA-Z0-9_]/, "")
			print file " calls " $0 }' | sort -u | all_bad "$2"
}

calls "$heap" 'our code allocates nothing'
calls "$unsafe" 'there is a safe way'
calls "$shown" 'sbuf, io and log are how this program says something'
calls "$clocks" 'base/clock says which clock is for what' '^src/base/clock.c:'
calls "$ends" 'only src/app and src/serve end the process' \
    '^src/(app/|serve/|store/hooks.c:|store/spawn.c:)'
verdict
