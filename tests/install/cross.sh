#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A packager with a cross compiler, whose CFLAGS lead to another mbedTLS, as
# OpenWrt's do; with other paths, which are in the program, the manual and the
# examples.

set -eu
# shellcheck source=tests/lib/packager.sh
. tests/lib/packager.sh
may mips-linux-gnu-gcc mips-linux-gnu-ar mips-linux-gnu-strip
musl malta-be "$TMP/musl"
stage=$TMP/work/stage/opt

for header in mbedtls/ssl.h mbedtls/mbedtls_config.h psa/crypto.h; do
	mkdir -p "$TMP/staging/${header%/*}"
	echo '#error another mbedTLS' >"$TMP/staging/$header"
done

set -- BOARD=generic OUT="$TMP/work/o" PREFIX=/opt SYSCONFDIR=/opt/etc \
	RUNSTATEDIR=/opt/run EMPTYDIR=/opt/void
builds "$@" MBEDTLS_SRC="$TMP/dl/mbedtls.tar" CC="$TMP/musl/bin/musl-gcc" \
	CROSS=mips-linux-gnu- \
	CFLAGS="-Os -pipe -fno-caller-saves -I$TMP/staging" \
	LDFLAGS='-Wl,-z,max-page-size=4096 -Wl,--no-warn-mismatch'
builds "$@" install DESTDIR="$TMP/work/stage"

qemu-mips-static "$stage/sbin/thimble" -h >"$TMP/help"
for path in /opt/etc/thimble/server.pem /opt/run/thimble /opt/void; do
	grep -qF "($path)" "$TMP/help" || fail "thimble -h lacks $path"
	grep -q "^\.\(It \)\?Pa $path" "$stage/share/man/man8/thimble.8" ||
		fail "thimble.8 lacks $path"
done
[ -f "$stage/etc/thimble/thimble.conf" ] || fail "thimble.conf is elsewhere"
! grep -rE '[^t]/(etc|run)/thimble|/var/empty|/usr/sbin/thimble' \
	"$stage/share" "$stage/etc" || fail "a usual path is left"
refuses "was built with SYSCONFDIR=/opt/etc" BOARD=generic OUT="$TMP/work/o" \
	install DESTDIR="$TMP/work/stage"

mkdir "$TMP/pem"
printf '%s\n' "dir = $TMP/pem" 'names = router.lan' >"$TMP/conf"
qemu-mips-static "$stage/sbin/thimble-cert" ensure --config "$TMP/conf" \
	>"$TMP/said" 2>&1 || fail "ensure: $(cat "$TMP/said")"
openssl verify -CAfile "$TMP/pem/ca.pem" -verify_hostname router.lan \
	"$TMP/pem/server.pem" >/dev/null
