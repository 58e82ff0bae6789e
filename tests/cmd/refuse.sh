#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What is not to be trusted is refused, without hanging and without a change.
# shellcheck disable=SC2086 # RUN is empty or one word
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

# refused WORDS: ensure fails and says them.
refused()
{
	got=0
	timeout 200 ${RUN:+"$RUN"} "$THIMBLE_CERT" ensure --config "$conf" \
	    >"$TMP/said" 2>&1 || got=$?
	[ "$got" -eq 1 ] || fail "exit status $got, not 1: $*"
	says "$*"
}

again()
{
	rm -rf "$d"
	mkdir "$d"
}

configure 'names = router'

again
chmod 777 "$d"
refused 'writable by others'
again
chmod 1777 "$d"
refused 'writable by others'
again
chmod 770 "$d"
refused 'writable by others'
[ -z "$(ls -A "$d")" ] || fail 'something was written'
rmdir "$d"
: >"$d"
refused 'Not a directory'
rm "$d"

# Each file as a link, a FIFO, a folder, a device.
printf 'precious\n' >"$TMP/target"
for file in server.pem ca.pem ca.key .lock; do
	again
	ln -s "$TMP/target" "$d/$file"
	refused "$file"
	again
	mkfifo "$d/$file"
	refused "$file"
	again
	mkdir "$d/$file"
	refused "$file"
done
[ "$(cat "$TMP/target")" = precious ] || fail 'wrote through a link'
again
head -c 100000 /dev/zero >"$d/server.pem"
refused 'server.pem: File too large'

if [ "$(id -u)" -eq 0 ]; then
	again
	chown 12345 "$d"
	refused 'belongs to another user'
	again
	: >"$d/server.pem"
	chown 12345 "$d/server.pem"
	refused 'belongs to another user'
	again
	mknod "$d/ca.key" c 1 5
	refused 'ca.key'
fi

# A folder is made, its parents are not.
rm -rf "$d"
printf 'dir = %s/a/b\n' "$TMP" >"$conf"
refused 'No such file'

# A link to the folder is fine: /etc/thimble may lie on another partition.
mkdir "$TMP/real"
ln -s "$TMP/real" "$d"
configure 'names = router'
want 0 ensure
good
[ -s "$TMP/real/server.pem" ] || fail 'not behind the link'
