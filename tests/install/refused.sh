#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What a build does not have or cannot do is one line, and no package is
# installed but by `make run` and `make check`.

set -eu
# shellcheck source=tests/lib/packager.sh
. tests/lib/packager.sh
may gcc ar strip
mbedtls=$TMP/mbedtls
mkdir "$mbedtls"
tar -xf "$TMP/dl/mbedtls.tar" -C "$mbedtls" --strip-components=1 \
	--no-same-owner

# given LINE WORD...: a board that takes what is given.
given()
{
	line=$1
	shift
	refuses "$line" BOARD=generic OUT="$TMP/work/o" CC=gcc "$@"
}

given 'give MBEDTLS_SRC='
given 'MBEDTLS_SRC=/nowhere does not exist' MBEDTLS_SRC=/nowhere
given 'neither a folder nor an archive' MBEDTLS_SRC="$tree/Makefile"
given 'is not mbedTLS 3.6' MBEDTLS_SRC="$tree"
given 'CC=no-such-cc with CFLAGS does not compile' CC=no-such-cc \
	MBEDTLS_SRC="$mbedtls"
given 'does not compile: ' CFLAGS=-no-such-flag MBEDTLS_SRC="$mbedtls"
given 'does not link' LDFLAGS=-lno-such-library MBEDTLS_SRC="$mbedtls"
given 'AR=no-such-ar does not work' AR=no-such-ar MBEDTLS_SRC="$mbedtls"
given 'STRIP=no-such-strip does not work' STRIP=no-such-strip \
	MBEDTLS_SRC="$mbedtls"
given 'LDFLAGS has -pie' LDFLAGS=-pie MBEDTLS_SRC="$mbedtls"
given 'STATIC and PIE are yes or no' STATIC=maybe MBEDTLS_SRC="$mbedtls"
given 'not an absolute path' SYSCONFDIR=etc
given 'run needs a board with its own compiler' run
given 'type make first' install DESTDIR="$TMP/work/stage"
given 'give DESTDIR' install-overlay

# A compiler that has shared libraries only.
echo 'int x;' | gcc -shared -o "$TMP/libx.so" -x c -
given 'does not link with -static' LDFLAGS="$TMP/libx.so" \
	MBEDTLS_SRC="$mbedtls"

# A compiler that optimises at link time whatever it is told: calls would go
# past the linker's --wrap.
printf '#!/bin/sh\nexec gcc "$@" -flto\n' >"$TMP/bin/lto-gcc"
chmod +x "$TMP/bin/lto-gcc"
given 'for link-time optimisation' CC=lto-gcc CFLAGS=-O0 \
	MBEDTLS_SRC="$mbedtls"

# Versions of mbedTLS.
header=$mbedtls/include/mbedtls/build_info.h
for version in '0x03060500 3.6.5 is older' '0x04000000 4.0.0 is too new'; do
	sed -i "s/\(MBEDTLS_VERSION_NUMBER *\)0x.*/\1${version%% *}/" "$header"
	given "mbedTLS ${version#* }" MBEDTLS_SRC="$mbedtls"
done
sed -i "s/\(MBEDTLS_VERSION_NUMBER *\)0x.*/\10x03060700/" "$header"
rm "$mbedtls/library/psa_crypto_driver_wrappers.h"
given 'is not a whole release' MBEDTLS_SRC="$mbedtls"

# The other boards have a compiler and a library that fit each other.
refuses 'has its own CC:' CC=gcc
refuses 'has its own CROSS:' BOARD=malta-be CROSS=mips-
refuses 'has its own MBEDTLS_SRC:' MBEDTLS_SRC="$mbedtls"
! packager CC=gcc make -C "$tree" || fail "CC in the environment: make succeeds"
grep -qF 'has its own CC:' "$TMP/said" || fail "CC in the environment is ignored"
refuses 'no such board: nowhere' BOARD=nowhere

# Packages: apt-get only says that it was called.
rm "$TMP/bin/gcc"
may gcc id dpkg-query sort uname cp
printf '#!/bin/sh\necho "$*" >>%s/work/apt\nexit 1\n' "$TMP" >"$TMP/bin/apt-get"
chmod +x "$TMP/bin/apt-get"
echo 'build: thimble-no-such-package' >>"$tree/scripts/packages"
line='apt-get install -y --no-install-recommends thimble-no-such-package'
for goal in all rootfs demo; do
	! env PATH="$TMP/bin" HOME="$TMP/work" make -C "$tree" \
		OUT="$TMP/work/p" $goal >"$TMP/said" 2>&1 || fail "$goal succeeds"
	[ ! -e "$TMP/work/apt" ] || fail "make $goal installs packages"
	[ $goal != all ] || grep -qF "as root, run: $line" "$TMP/said" ||
		fail "make does not say how to install a package"
done
for goal in run check; do
	! env PATH="$TMP/bin" HOME="$TMP/work" make -C "$tree" $goal \
		>"$TMP/said" 2>&1 || fail "$goal succeeds"
	grep -qF thimble-no-such-package "$TMP/work/apt" ||
		fail "make $goal does not install packages"
	rm "$TMP/work/apt"
done
