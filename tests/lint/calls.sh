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

# The calls in file $1 of any of the words behind it.
calls()
{
	file=$1
	shift
	# shellcheck disable=SC2068 # words on purpose
	words=$(printf '%s|' $@)
	code "$file" | grep -noE "(^|[^_a-zA-Z0-9.>])(${words%|}) ?\(" |
	    sed 's/^[0-9]*://' | tr -cd 'a-zA-Z0-9_\n' | sort -u
}

count=0
for file in $(tree src | grep '\.[ch]$'); do
	count=$((count + 1))
	calls "$file" "$heap" | sed "s,^,$file: calls ," |
	    all_bad 'our code allocates nothing'
	calls "$file" "$unsafe" | sed "s,^,$file: calls ," |
	    all_bad 'there is a safe way'
	calls "$file" "$shown" | sed "s,^,$file: calls ," |
	    all_bad 'sbuf, io and log are how this program says something'
	[ "$file" = src/base/clock.c ] || calls "$file" "$clocks" |
	    sed "s,^,$file: calls ," |
	    all_bad 'base/clock says which clock is for what'
	case $file in
	src/app/* | src/serve/* | src/store/hooks.c) ;;
	*)
		calls "$file" "$ends" | sed "s,^,$file: calls ," |
		    all_bad 'only src/app and src/serve end the process'
		;;
	esac
done
[ "$count" -gt 0 ] || bad "src: no source files were looked at"
verdict
