#!/bin/sh
# SPDX-License-Identifier: MIT
#
# In the place of a compiler of /usr/bin, under its name: ccache, which knows one
# source file at a time. (scripts/compile-mbedtls gives four.)
set -eu

compiler=/usr/bin/${0##*/} count=0
for word; do
	case $word in
	*.c) count=$((count + 1)) ;;
	esac
done
[ "$count" -gt 1 ] || exec /usr/bin/ccache "$compiler" "$@"
for file; do
	case $file in
	*.c)
		(for word; do
			shift
			case $word in
			*.c) [ "$word" = "$file" ] || continue ;;
			esac
			set -- "$@" "$word"
		done
		exec /usr/bin/ccache "$compiler" "$@") || exit
		;;
	esac
done
