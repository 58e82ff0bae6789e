#!/bin/sh
# SPDX-License-Identifier: MIT
#
# with-syslogd.sh FOLDER COMMAND...: runs the command beside real BusyBox
# syslogd, which writes FOLDER/messages. For `unshare -m`: /dev becomes a
# private one, so that syslogd can make /dev/log without touching the
# machine's.

set -eu

folder=$1
shift

mkdir "$folder/dev"
mount -t tmpfs none "$folder/dev"
for node in null zero urandom; do
	: >"$folder/dev/$node"
	mount --bind "/dev/$node" "$folder/dev/$node"
done
mount --rbind "$folder/dev" /dev
"$BUSYBOX" syslogd -n -O "$folder/messages" &
while [ ! -S /dev/log ]; do
	sleep 0.1
done
exec "$@"
