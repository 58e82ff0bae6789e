#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The floors of src: who may include whom (HACKING.md).  N has no key and K
# meets no network because neither net nor key includes the other.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh

# What floor $1 may include beside itself.
below()
{
	case $1 in
	app) echo serve cert web acme base ;;
	serve) echo net key wrap tls relay os base ;;
	net | key) echo wrap tls relay os base ;;
	wrap) echo tls relay os base ;;
	cert) echo acme store tls os base ;;
	web) echo acme store tls os base ;;
	acme) echo store tls os base ;;
	store) echo tls os base ;;
	tls | relay | os) echo base ;;
	base) ;;
	*) return 1 ;;
	esac
}

# Whether a file on floor $1 may include what is written as $2.
may()
{
	case $2 in
	[\"\<]mbedtls/* | [\"\<]psa/* | *curves.h[\"\>] | \<bearssl*)
		[ "$1" = tls ]
		return
		;;
	\<*\>) return 0 ;;
	esac
	for to in $1 $(below "$1"); do
		case $2 in
		\"$to/*) return 0 ;;
		esac
	done
	return 1
}

count=0
for file in $(tree src | grep '\.[ch]$'); do
	floor=${file#src/}
	floor=${floor%%/*}
	below "$floor" >"$TMP/below" || bad "$file: is on no floor"
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
	# An option has its name above; what is below takes it as text.
	case $floor in
	relay | os | base)
		if grep -nE '"options? --?[a-zA-Z]' "$file" >"$TMP/named"; then
			bad "$file: names an option: $(cat "$TMP/named")"
		fi
		;;
	esac
	# Extensions of libc belong to the floor of kernel interfaces.
	if [ "$floor" != os ] && code "$file" | grep -q '_GNU_SOURCE'; then
		bad "$file: _GNU_SOURCE outside src/os"
	fi
	# Whoever reads the command line names the option in a message.
	case $floor in
	tls | relay | base)
		! grep -n '"option --*[A-Za-z]' "$file" ||
		    bad "$file: names an option of the command line"
		;;
	esac
done
[ "$count" -gt 0 ] || bad "src: no source files were looked at"
verdict
