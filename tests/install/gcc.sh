#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A packager with gcc and musl, natively: builds, installs and runs it; builds
# the same program again from other folders. What install and uninstall promise.

set -eu
# shellcheck source=tests/lib/packager.sh
. tests/lib/packager.sh
may gcc ar strip
musl x86_64 "$TMP/musl"
cc=$TMP/musl/bin/musl-gcc
stage="$TMP/work/a stage"
bin=$stage/usr/sbin

# Not optimised: it is built twice. -g shows what debugging data say of folders.
builds OUT="$TMP/work/o" CC="$cc" CFLAGS='-O0 -g' \
	MBEDTLS_SRC="$TMP/dl/mbedtls.tar"
builds OUT="$TMP/work/o" install DESTDIR="$stage"
listed "$stage" >"$TMP/first"
cat >"$TMP/want" <<'W'
./etc/thimble/thimble.conf 644
./usr/lib/thimble/acme-dns/http-api 755
./usr/lib/thimble/acme-dns/nsupdate 755
./usr/lib/thimble/webui-hook 755
./usr/sbin/thimble 755
./usr/sbin/thimble-cert 777 thimble
./usr/sbin/thimble-web 777 thimble
./usr/share/doc/thimble/examples/inetd.conf 644
./usr/share/doc/thimble/examples/xinetd.d/imaps 644
./usr/share/doc/thimble/examples/xinetd.d/pop3s 644
./usr/share/man/man5/thimble.conf.5 644
./usr/share/man/man7/thimble-webui.7 644
./usr/share/man/man8/thimble-cert.8 644
./usr/share/man/man8/thimble-web.8 644
./usr/share/man/man8/thimble.8 644
W
diff "$TMP/want" "$TMP/first" || fail "installs other files"
cmp src/app/thimble.8 "$stage/usr/share/man/man8/thimble.8"
[ -d "$stage/var/empty" ] || fail "no folder for the network process"
serves "$bin"

# Twice is the same as once, but a configuration that was edited stays.
builds OUT="$TMP/work/o" install DESTDIR="$stage"
listed "$stage" | diff "$TMP/first" - || fail "installs otherwise again"
echo 'days = 30' >>"$stage/etc/thimble/thimble.conf"
: >"$stage/etc/thimble/server.pem"
builds OUT="$TMP/work/o" install DESTDIR="$stage"
grep -qx 'days = 30' "$stage/etc/thimble/thimble.conf" ||
	fail "install overwrites thimble.conf"
: >"$bin/another"
builds uninstall DESTDIR="$stage"
listed "$stage" | cut -d ' ' -f 1 >"$TMP/left"
cat >"$TMP/want" <<'W'
./etc/thimble/server.pem
./etc/thimble/thimble.conf
./usr/sbin/another
W
diff "$TMP/want" "$TMP/left" || fail "uninstall leaves other files"

# The same to the byte: the tree and mbedTLS in other folders, unpacked, at
# another time and with another umask; all compiled now, without ccache.
cached=
may gcc
tree=$TMP/other/and-a-longer-name
mkdir -p "$TMP/other/mbedtls"
mv "$TMP/src" "$tree"
tar -xf "$TMP/dl/mbedtls.tar" -C "$TMP/other/mbedtls" --strip-components=1 \
	--no-same-owner
umask 077
builds OUT="$TMP/work/another/out" CC="$cc" CFLAGS='-O0 -g' \
	MBEDTLS_SRC="$TMP/other/mbedtls"
cmp "$TMP/work/another/out/thimble" "$TMP/work/o/thimble" ||
	fail "another folder makes another program"
! grep -aoF -m 3 -e "$tree" -e "$TMP/work" -e "$TMP/other" \
	"$TMP/work/another/out/thimble.full" || fail "a folder is in the program"
