#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A disk that is full or read-only: what was there stays, byte for byte, and
# nothing half is left behind.
set -eu
# Who is not root may mount where he is root only for himself.
[ "$(id -u)" -eq 0 ] || exec unshare -rm sh "$0"
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

mnt=$TMP/mnt
d=$mnt/d
trap 'umount "$mnt" 2>/dev/null || :' EXIT

sum()
{
	cat "$d"/*.* | openssl sha256
}

mkdir "$mnt"
# 64 KB: some of it is taken by the folders.
mount -t tmpfs -o size=64k none "$mnt" || fail 'cannot mount a tmpfs'

# Full from the start.
mkdir "$d"
head -c 65536 /dev/zero >"$mnt/full" 2>/dev/null || :
configure 'names = router'
want 1 ensure
says 'No space left on device'
rm "$mnt/full"
want 0 ensure
good

# Full when a new one is due.
before=$(sum)
head -c 65536 /dev/zero >"$mnt/full" 2>/dev/null || :
configure 'names = router 10.0.0.1'
want 1 ensure
says 'No space left on device'
[ "$before" = "$(sum)" ] || fail 'full: files changed'
left=$(ls -A "$d")
[ "$left" = "$(printf '%s\n' .lock ca.key ca.pem server.pem)" ] ||
    fail "full: left over: $left"
rm "$mnt/full"

# Read-only: nothing to do is fine, what is due is not.
mount -o remount,ro "$mnt"
want 1 ensure
says 'Read-only file system'
[ "$before" = "$(sum)" ] || fail 'read-only: files changed'
configure 'names = router'
want 2 ensure
want 0 check
want 0 show
mount -o remount,rw "$mnt"
configure 'names = router 10.0.0.1'
want 0 ensure
good
