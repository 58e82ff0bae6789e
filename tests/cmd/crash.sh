#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Cut off at any system call that changes something, or with any of them
# failing, ensure leaves the old pair or the new one, never a CA certificate
# without its key, and what the next run makes good of.
# shellcheck disable=SC2086 # RUN is empty or one word
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

calls='/^(open|openat|write|fsync|fchmod|link|linkat|rename|renameat2?)$'
calls="$calls|^(unlink|unlinkat|mkdir|mkdirat|chmod)\$"

# start fresh|due: the folder before the run.
start()
{
	rm -rf "$d"
	[ "$1" = fresh ] || cp -a "$TMP/old" "$d"
}

# sound WHERE: what must hold at any instant.
sound()
{
	[ ! -e "$d/ca.pem" ] || [ -s "$d/ca.key" ] ||
	    fail "$1: ca.pem without ca.key"
	if [ -e "$d/server.pem" ]; then
		[ "$(public "$d/server.pem")" = "$(openssl x509 -noout \
		    -pubkey -in "$d/server.pem" | openssl sha256)" ] ||
		    fail "$1: server.pem does not load"
	elif [ "$2" = due ]; then
		fail "$1: server.pem is lost"
	fi
	[ ! -d "$d" ] || [ -z "$(find "$d" -type f ! -name '*ca.pem*' \
	    -perm /077)" ] || fail "$1: a mode is too wide"
}

# cut fresh|due INJECTION: every call, one run each.
cut()
{
	start "$1"
	strace -f -o "$TMP/trace" -e trace="$calls" ${RUN:+"$RUN"} \
	    "$THIMBLE_CERT" ensure --quiet --config "$conf" ||
	    fail "$1: does not work untouched"
	sed -n 's/^\([0-9]* *\)\?\([a-z0-9]*\)(.*/\2/p' "$TMP/trace" |
	    sort | uniq -c >"$TMP/counts"
	while read -r n call; do
		i=0
		while [ "$i" -lt "$n" ]; do
			i=$((i + 1))
			start "$1"
			strace -f -o /dev/null -e trace="$call" \
			    -e inject="$call:$2:when=$i" ${RUN:+"$RUN"} \
			    "$THIMBLE_CERT" ensure --quiet \
			    --config "$conf" >/dev/null 2>&1 || :
			where="$1, $call number $i, $2"
			sound "$where" "$1"
			got=0
			cert ensure --config "$conf" >"$TMP/said" 2>&1 ||
			    got=$?
			case $got in
			0 | 2) ;;
			*) fail "$where: the next run exits $got" ;;
			esac
			cert check --config "$conf" >"$TMP/said" 2>&1 ||
			    fail "$where: the next run does not repair it"
			no_leftovers
		done
	done <"$TMP/counts"
}

# All errors and all commands are in tests/cert/crash.py; this is the way that
# works under emulation too.
configure 'names = router'
want 0 ensure
cp -a "$d" "$TMP/old"
configure 'names = router 10.0.0.1'
cut due signal=KILL
configure 'names = router'
cut fresh error=ENOSPC
