#!/bin/sh
# SPDX-License-Identifier: MIT
#
# board/buildroot: its .mk files, read by a stand-in for Buildroot's package
# infrastructure that is written from Buildroot's manual, build and install;
# then the start scripts run on BusyBox. (A real Buildroot is not here.)

set -eu
target=$TMP/work/target

# The target as root, from namespaces of its own.
inside()
{
	chroot "$target" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@" \
		</dev/null
}

said()
{
	"$@" >"$TMP/said" 2>&1
}

fail()
{
	printf '%s\n' "$*"
	[ ! -s "$TMP/said" ] || cat "$TMP/said"
	exit 1
}

# until_served: within some seconds the service `test` answers.
until_served()
{
	n=0
	until [ "$(openssl s_client -connect 127.0.0.1:9994 -quiet \
		-CAfile "$target/etc/thimble/ca.pem" -verify_return_error \
		</dev/null 2>"$TMP/said")" = served ]; do
		n=$((n + 1))
		[ "$n" -lt 60 ] || fail 'it does not serve'
		sleep 0.2
	done
}

# comes_to N PATTERN: within some seconds N processes have it.
comes_to()
{
	n=0
	until [ "$(pgrep -cf "$2")" = "$1" ]; do
		n=$((n + 1))
		[ "$n" -lt 60 ] || fail "$2: not $1 of them"
		sleep 0.2
	done
}

boot()
{
	ip link set lo up
	mount -t proc proc /proc
	mount -t proc proc "$target/proc"
	mount --bind /dev "$target/dev"
	chroot "$target" /bin/busybox --install -s
	printf 'test\t-d 127.0.0.1:9994 -l /bin/echo -- echo served\n' \
		>>"$target/etc/thimble/services"

	# No certificate, no service; it comes as soon as there is one.
	said inside /etc/init.d/S50thimble start && fail 'starts without a key'
	grep -q 'FAIL' "$TMP/said" || fail 'does not say that it failed'
	sed -i 's/^first=60/first=1/' "$target/usr/sbin/thimble-renew"
	said inside /etc/init.d/S45thimble-renew start || fail 'S45 fails'
	grep -q 'thimble-renew: OK' "$TMP/said" || fail 'S45 does not say OK'
	[ "$(stat -c %a "$target/etc/thimble/server.pem")" = 600 ] ||
		fail 'there is no key'
	rm "$target/etc/thimble/server.pem"
	until_served

	# As at every other boot, the last connection being over.
	comes_to 1 'thimble -N test'
	said inside /etc/init.d/S50thimble start || fail 'a second start fails'
	[ "$(pgrep -cf 'thimble -N test')" = 1 ] || fail 'it runs twice'
	[ "$(pgrep -cf 'thimble -N imaps -P')" = 1 ] || fail 'no imaps'
	old=$(cat "$target/var/run/thimble.test.pid")
	said inside /etc/init.d/S50thimble restart || fail 'restart fails'
	until_served
	[ "$(cat "$target/var/run/thimble.test.pid")" != "$old" ] ||
		fail 'restart starts nothing'
	said inside /etc/init.d/S50thimble stop || fail 'stop fails'
	! pgrep -f 'thimble -N test' >/dev/null || fail 'stop stops nothing'
	echo 999999 >"$target/var/run/thimble.test.pid"
	said inside /etc/init.d/S50thimble stop || fail 'stop: a stale pid'
	said inside /etc/init.d/S50thimble start || fail 'start after a stop'
	until_served

	pid=$(cat "$target/var/run/thimble-renew.pid")
	said inside /etc/init.d/S45thimble-renew restart || fail 'S45 restart'
	[ "$(cat "$target/var/run/thimble-renew.pid")" != "$pid" ] ||
		fail 'thimble-renew is not restarted'
	said inside /etc/init.d/S45thimble-renew stop || fail 'S45 stop'
	comes_to 0 /usr/sbin/thimble-renew
}

if [ "${1:-}" = inside ]; then
	boot
	exit 0
fi

# shellcheck source=tests/lib/packager.sh
. tests/lib/packager.sh
# shellcheck source=tests/lib/installed.sh
. tests/lib/installed.sh
may gcc ar strip
musl x86_64 "$TMP/musl"

external=$tree/board/buildroot
grep '^sha256' "$external"/package/thimble*/*.hash | while read -r _ sum name; do
	case $name in
	mbedtls-*)
		grep -qF "$name $sum" scripts/deps.lock ||
			fail "deps.lock does not know $name with this sum"
		;;
	esac
done
find "$external" -type f -perm /111 | grep . && fail 'a run bit is set'

# BUILD_DIR/NAME/.installed: the source, then what the package says.
cat >"$TMP/buildroot.mk" <<'EOT'
.DEFAULT_GOAL := world
TARGET_MAKE_ENV = PATH="$(PATH)"
INSTALL = install
TARGET_CONFIGURE_OPTS = $(TARGET_MAKE_ENV) AR="ar" LD="ld" CC="$(TARGET_CC)" \
	STRIP="strip" CPPFLAGS="-D_FILE_OFFSET_BITS=64" CFLAGS="-O0" LDFLAGS=""
THIMBLE_MBEDTLS_UNPACK = tar -xf $(DL) --strip-components=1
THIMBLE_UNPACK = cp -R $(THIMBLE_SITE)/. .
pkgdir = $(dir $(lastword $(MAKEFILE_LIST)))
define package
$(2)_DIR = $(BUILD_DIR)/$(1)
$(2)_PKGDIR = $(pkgdir)
$(BUILD_DIR)/$(1)/.installed: $(patsubst %,$(BUILD_DIR)/%/.installed,$($(2)_DEPENDENCIES))
	mkdir -p $$(@D) && cd $$(@D) && $$($(2)_UNPACK) && chmod -R u+w .
	$$($(2)_BUILD_CMDS)
	$$($(2)_INSTALL_TARGET_CMDS)
	$$($(2)_INSTALL_INIT_SYSV)
	touch $$@
world: $(BUILD_DIR)/$(1)/.installed
endef
name = $(notdir $(patsubst %/,%,$(pkgdir)))
upper = $(subst -,_,$(shell echo $(name) | tr a-z A-Z))
generic-package = $(call package,$(name),$(upper))
include $(BR2_EXTERNAL_THIMBLE_PATH)/external.mk
EOT
mkdir -p "$TMP/work/build"
chown 65534:65534 "$TMP/work/build"
packager make -f "$TMP/buildroot.mk" BUILD_DIR="$TMP/work/build" \
	TARGET_DIR="$target" BR2_EXTERNAL_THIMBLE_PATH="$external" \
	BR2_STATIC_LIBS=y TARGET_CC="$TMP/musl/bin/musl-gcc" \
	DL="$TMP/dl/mbedtls.tar" || fail 'the package does not build'
! grep 'warning:' "$TMP/said" || fail 'the build warns'

installed buildroot "$target"

# A root filesystem around it.
mkdir -p "$target/bin" "$target/sbin" "$target/usr/bin" "$target/proc" "$target/dev" \
	"$target/run" "$target/var" "$target/tmp"
ln -s ../run "$target/var/run"
cp "$(scripts/build-busybox x86_64)/busybox" "$target/bin/"
cp rootfs-overlay/etc/passwd rootfs-overlay/etc/group \
	rootfs-overlay/etc/services rootfs-overlay/etc/hosts "$target/etc/"
chown -R 0:0 "$target"
exec unshare -m -n -p -u -f --kill-child sh "$0" inside
