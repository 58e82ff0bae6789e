#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Many at once: one works, the others have nothing to do or are told to try
# later, and one key is left.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

configure 'names = router'
for round in 1 2 3; do
	rm -rf "$d" "$TMP"/status.*
	pids=
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		{
			got=0
			cert ensure --config "$conf" >"$TMP/out.$i" 2>&1 ||
			    got=$?
			echo "$got" >"$TMP/status.$i"
		} &
		pids="$pids $!"
	done
	for pid in $pids; do
		wait "$pid"
	done
	[ "$(cat "$TMP"/status.* | grep -c '^0$')" -eq 1 ] ||
	    fail "round $round: $(cat "$TMP"/status.* | sort | uniq -c)"
	[ "$(cat "$TMP"/status.* | grep -cE '^(0|2|75)$')" -eq 20 ] ||
	    fail "round $round: $(cat "$TMP"/status.* | sort | uniq -c)"
	[ "$(cat "$TMP"/out.* | grep -c "made $d/ca.key")" -eq 1 ] ||
	    fail "round $round: more than one CA key"
	good
done

# Who waits long enough does what is to be done.
hold
rm "$d/server.pem"
want 75 ensure
says 'another thimble-cert is running'
[ ! -e "$d/server.pem" ] || fail 'worked without the lock'
{
	sleep 1
	release
} &
want 0 ensure --wait 60
wait
good
# And who has nothing to do needs no lock.
hold
want 2 ensure
release
wait

# What the configuration says when the lock is there counts, not what it said
# before: set-names may have run meanwhile.
conf=$d/thimble.conf
printf '%s\n' "dir = $d" 'names = router before.router' >"$conf"
want 0 ensure
hold
{
	sleep 1
	printf '%s\n' "dir = $d" 'names = router after.router' >"$conf"
	release
} &
want 0 renew --wait 60
wait
openssl x509 -in "$d/server.pem" -noout -text >"$TMP/text"
grep -q 'DNS:after.router' "$TMP/text" || fail 'renewed for the names before'
want 2 ensure
