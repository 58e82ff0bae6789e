# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What the tests of tests/install share: a packager's place of work below TMP.
# $tree is the tree as an archive has it, without .git and not to be written to;
# dl/ has mbedTLS's release; bin/ has all the programs that a build may use.
# Everything runs as nobody, without network, home folder or environment. As with
# many packagers, the compilers there are ccache (lib/ccache.sh).

# shellcheck source=tests/lib/ccache.sh
. tests/lib/ccache.sh

fail()
{
	printf '%s\n' "$*"
	exit 1
}

# A tool that is not there is a failure and not a skip.
for program in unshare setpriv ip openssl qemu-mips-static clang \
	mips-linux-gnu-gcc; do
	command -v "$program" >/dev/null ||
		fail "$program is not installed: scripts/need build test cross-mips"
done

# The programs beside the compiler; board/README.md lists them.
tools='sh make tar bzip2 patch sed grep tr cut head tail cat cp mv rm mkdir rmdir
ln chmod touch mktemp xargs expr printf install find sort cmp dirname readlink
nproc as ld'

# sources FOLDER: the tree of this checkout in FOLDER, for reading only.
sources()
{
	mkdir -p "$1"
	if [ -e .git ]; then
		git -c safe.directory='*' ls-files -co --exclude-standard
	else
		find . -path ./out -prune -o -type f -print
	fi | while IFS= read -r file; do
		[ ! -f "$file" ] || printf '%s\n' "$file"
	done | tar -c -T - -f - | tar -x -C "$1" -f -
	chmod -R go-w "$1"
}

# musl BOARD FOLDER: a C library and its musl-gcc, as scripts/build-musl made
# them, in a folder that nobody may read.
musl()
{
	from=$(scripts/build-musl "$1")
	cp -R "$from" "$2"
	sed -i "s,$from,$2,g" "$2/lib/musl-gcc.specs" "$2/bin/musl-gcc"
	# To ccache its time is part of the compiler.
	touch -r "$from/.done" "$2/lib/musl-gcc.specs"
	chmod -R go=u-w "$2"
}

# may NAME...: bin/ gets these programs.
may()
{
	for name; do
		for folder in /usr/sbin /usr/bin /sbin /bin; do
			[ ! -x "$folder/$name" ] ||
				ln -sf "$folder/$name" "$TMP/bin/$name"
		done
		[ -x "$TMP/bin/$name" ] || fail "$name is not installed"
		case $name in
		gcc | *-gcc | clang) compiler "$name" ;;
		esac
	done
}

# packager COMMAND...: runs it; what it says is in $TMP/said.
packager()
{
	# shellcheck disable=SC2086 # words
	alone env -i PATH="$TMP/bin" TMPDIR="$TMP/work" $cached "$@" \
		>"$TMP/said" 2>&1
}

# alone COMMAND...: as nobody, with no network but itself.
alone()
{
	unshare -n sh -c 'ip link set lo up && exec "$@"' sh \
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

# builds WORD...: make with these words must succeed, without a warning.
builds()
{
	packager make -C "$tree" BOARD=generic "$@" || {
		cat "$TMP/said"
		fail "make $*: failed"
	}
	! grep -E 'warning:|error:' "$TMP/said" || fail "make $*: warns"
}

# refuses LINE WORD...: make with these words fails with that one line.
refuses()
{
	line=$1
	shift
	! packager make -C "$tree" "$@" || fail "make $*: succeeds"
	grep -v -e '^make: Entering' -e '^make: Leaving' \
		-e '^make: \*\*\* .* Error 1$' "$TMP/said" >"$TMP/lines" || :
	if [ "$(wc -l <"$TMP/lines")" -ne 1 ] ||
		! grep -qF -e "$line" "$TMP/lines"; then
		cat "$TMP/said"
		fail "make $*: does not say in one line: $line"
	fi
}

# What `make install` put below FOLDER, with modes; folders left out.
listed()
{
	(cd "$1" && find . ! -type d -printf '%p %m %l\n' | sed 's/ $//' |
		LC_ALL=C sort)
}

# serves PROGRAM: it makes a certificate and serves with it, in both versions.
# (A client that verifies: mbedTLS signs with the key of another process, and
# if the linker had not put ours before its functions, there is no handshake.)
serves()
{
	# shellcheck disable=SC2016 # for the shell that it starts
	alone sh -euc '
	d=$1/serves
	bin=$2
	rm -rf "$d"
	mkdir "$d" "$d/pem"
	cd "$d"
	printf "%s\n" "dir = $d/pem" "names = localhost" >conf
	"$bin/thimble-cert" ensure --config conf
	"$bin/thimble" -f -d 127.0.0.1:9993 -p pem/server.pem --run "$d/run" \
		-N test -l /bin/echo -- echo served &
	pid=$!
	trap "kill $pid" EXIT
	for version in -tls1_2 -tls1_3; do
		n=0
		until [ "$(openssl s_client -connect 127.0.0.1:9993 $version \
			-CAfile pem/ca.pem -verify_return_error \
			-verify_hostname localhost -quiet \
			</dev/null 2>said)" = served ]; do
			n=$((n + 1))
			[ $n -lt 50 ] || { cat said; exit 1; }
			sleep 0.1
		done
	done' sh "$TMP/work" "$1" >"$TMP/said" 2>&1 || {
		cat "$TMP/said"
		fail "$1/thimble does not serve"
	}
}

umask 022
tree=$TMP/src
mkdir "$TMP/bin" "$TMP/work" "$TMP/dl"
chown 65534:65534 "$TMP/work"
chmod 755 "$TMP"
ccache_of 65534
sources "$tree"
cp "$(scripts/fetch mbedtls)" "$TMP/dl/mbedtls.tar"
chmod 644 "$TMP/dl/mbedtls.tar"
# shellcheck disable=SC2086 # one word a program
may $tools
