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
	mount -t proc proc "$1/proc"
	mount -t tmpfs none "$1/run"
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
