#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The floors of src: who may include whom (DESIGN.md 5, HACKING.md).
#
#	app    everything below		tls, relay, os    base
#	base   libc only		mbedtls/, psa/    only tls

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh

# Whether a file on floor $1 may include what is written as $2.
may()
{
	case $1:$2 in
	app:\"app/* | app:\"tls/* | app:\"relay/* | app:\"os/* | app:\"base/*)
		return 0 ;;
	tls:\"tls/* | relay:\"relay/* | os:\"os/*) return 0 ;;
	tls:\"base/* | relay:\"base/* | os:\"base/* | base:\"base/*)
		return 0 ;;
	tls:\"mbedtls/* | tls:\"psa/* | tls:\<mbedtls/* | tls:\<psa/*)
		return 0 ;;
	*:\"* | *:\<mbedtls/* | *:\<psa/*) return 1 ;;
	*:\<*\>) return 0 ;;
	esac
	return 1
}

count=0
for file in $(tree src | grep '\.[ch]$'); do
	floor=${file#src/}
	floor=${floor%%/*}
	case $floor in
	app | tls | relay | os | base) ;;
	*) bad "$file: is on no floor" ;;
	esac
	count=$((count + 1))
	sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*//p' "$file" \
	    >"$TMP/includes"
	while read -r what; do
		may "$floor" "$what" || bad "$file: may not include $what"
		case $what in
		\"*)
			what=${what#\"}
			what=${what%%\"*}
			case $what in
			mbedtls/* | psa/*) ;;
			*) [ -f "src/$what" ] ||
			    bad "$file: no such header: $what" ;;
			esac
			;;
		esac
	done <"$TMP/includes"
	# Extensions of libc belong to the floor of kernel interfaces.
	if [ "$floor" != os ] && code "$file" | grep -q '_GNU_SOURCE'; then
		bad "$file: _GNU_SOURCE outside src/os"
	fi
done
[ "$count" -gt 0 ] || bad "src: no source files were looked at"
verdict
