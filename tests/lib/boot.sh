# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What the tests of the staged appliance share. They run at the top of the
# tree; TMP is a scratch folder.

die()
{
	printf '%s\n' "$*"
	exit 1
}

# inside "$@": the test starts again in namespaces of its own, where $root is a
# copy of the staged appliance.
inside()
{
	root=$TMP/rootfs
	[ "${1:-}" != inside ] || return 0
	cp -a "out/$BOARD/rootfs" "$root"
	exec unshare --mount --net --uts --pid --fork --kill-child \
	    --mount-proc sh "$0" inside
}

# device ROOT: in namespaces of its own, what a device has mounted, with a /dev
# that is not this machine's.
device()
{
	mount --make-rprivate /
	mount -t tmpfs none "$1/dev"
	mknod -m 666 "$1/dev/null" c 1 3
	mknod -m 666 "$1/dev/random" c 1 8
	mknod -m 666 "$1/dev/urandom" c 1 9
	mount -t proc -o "$(sed -n 's/^.*need \/proc proc //p' \
	    "$1/etc/init.d/S00mounts")" proc "$1/proc"
	mount -t tmpfs none "$1/run"
}

# services: those of the appliance in $root, once the hook's socket is open.
services()
{
	chroot "$root" /usr/lib/thimble/services </dev/null >/dev/null 2>&1 &
	n=0
	until [ "$(stat -c %a "$root/run/thimble/hook" 2>/dev/null)" = 666 ]; do
		n=$((n + 1))
		[ "$n" -lt 100 ] || die 'no socket'
		sleep 0.1
	done
}

# page COMMAND...: the appliance in $root with its web page, its certificate made
# by COMMAND with the script for it; what its console shows is in $TMP/console.
page()
{
	ifconfig lo up 2>/dev/null || ip link set lo up
	hostname router
	chroot "$root" /etc/init.d/S01syslogd start
	{
		chroot "$root" "$@" /etc/init.d/S40certificate start &&
		    chroot "$root" /etc/init.d/S45web start
	} >"$TMP/console" 2>&1 || die "no page: $(cat "$TMP/console")"
	services
}

# browsed SCRIPT [ARGUMENT...]: tests/lib/SCRIPT on the page in Chromium, as on a
# phone and as on a computer. Its arguments: $root, the console's copy beside its
# files, the folder of pictures, the width, and the ARGUMENTs.
browsed()
{
	script=$1
	shift
	for width in 360 1280; do
		mkdir "$TMP/$width"
		cp "$TMP/console" "$TMP/$width/console"
		python3 "tests/lib/$script" "$root" "$TMP/$width/console" \
		    "$PWD/out/$BOARD/pictures" "$width" "$@"
	done
}

# acme_client: Debian's uacme in the appliance, with its libraries.
acme_client()
{
	uacme=$(command -v uacme)
	ldd "$uacme" | sed -n 's/^[^/]*\(\/[^ ]*\) (.*/\1/p' >"$TMP/libraries"
	while read -r file; do
		install -D "$file" "$root$file"
	done <"$TMP/libraries"
	install -D "$uacme" "$root/usr/bin/uacme"
}

# Three ports that are free now, as PORTS wants them.
free_ports()
{
	python3 -c '
from ports import free_port
print(*[free_port() for _ in range(3)])'
}

# The appliance's processes: those with a staged copy as their root.
processes()
{
	for root in /proc/[0-9]*/root; do
		case $(readlink "$root" 2>/dev/null) in
		"$PWD"/out/*/run-*/rootfs* | "$TMP"/*) printf '%s\n' "$root" ;;
		esac
	done
}

# Whatever was started has ended: processes, ports, mounts, files.
nothing_left()
{
	tries=0
	while [ -n "$(processes)" ] && [ "$tries" -lt 30 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	left=$(processes)
	[ -z "$left" ] || die "processes are left: $left"
	for port in $PORTS; do
		! grep -qi "$(printf ':%04X 00000000:0000 0A' "$port")" \
		    /proc/net/tcp || die "port $port is still served"
	done
	! grep -q '/run-[A-Za-z0-9]*/rootfs' /proc/self/mounts ||
	    die "mounts are left: $(grep '/run-' /proc/self/mounts)"
	for folder in "out/${BOARD:-x86_64}"/run-*; do
		[ ! -e "$folder" ] || die "$folder is left"
	done
}
