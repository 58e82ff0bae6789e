#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The Debian package: dpkg-buildpackage makes it without network, lintian has
# nothing to say, and on this machine's Debian, in an overlay of which nothing
# stays, it is installed, serves Dovecot's mail through xinetd as README.Debian
# says, renews, gets an official certificate, is removed and purged.

set -eu
# shellcheck source=tests/lib/ccache.sh
. tests/lib/ccache.sh
user=demo password=swordfish host=mailhost public=mail.example.org
root=$TMP/debian

fail()
{
	printf '%s\n' "$*"
	exit 1
}

# shellcheck source=tests/lib/installed.sh
. tests/lib/installed.sh

# quiet COMMAND...: what it says matters only if it fails.
quiet()
{
	"$@" >"$TMP/said" 2>&1 || {
		cat "$TMP/said"
		fail "$*: failed"
	}
}

nobody()
{
	# shellcheck disable=SC2086 # words
	unshare -n setpriv --reuid=65534 --regid=65534 --clear-groups \
		env -i PATH="$TMP/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
		HOME=/nonexistent TMPDIR="$TMP/work" $cached "$@"
}

# Sets MBEDTLS_SRC. Lintian takes half a minute for the 2,000 files of mbedTLS.
# Once it has nothing to say of them, with this board/debian, they come without
# those that nobody compiles.
mbedtls()
{
	release=$(scripts/fetch mbedtls)
	sum=$({ cat "$0" "$release" scripts/debian-source
		find board/debian -type f | LC_ALL=C sort | xargs tail -n +1
		lintian --version; } | sha256sum | cut -c 1-16)
	needed=${THIMBLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/thimble}
	needed=$needed/build/debian-mbedtls-$sum.tar.bz2
	export MBEDTLS_SRC="$release"
	if [ -e "$needed" ] && [ -z "${THIMBLE_LONG:-}" ]; then
		MBEDTLS_SRC=$needed
	fi
}

# Lintian had nothing to say of all of it.
linted()
{
	[ "$MBEDTLS_SRC" = "$release" ] || return 0
	name=$(basename "$release" .tar.bz2)
	mkdir "$TMP/needed"
	tar -xf "$release" -C "$TMP/needed" --no-same-owner "$name/LICENSE" \
		"$name/README.md" "$name/include" "$name/library" \
		"$name/3rdparty"
	tar -cjf "$needed.$$" -C "$TMP/needed" "$name"
	mv "$needed.$$" "$needed"
}

# The packages, in $TMP/work.
build()
{
	mkdir "$TMP/work" "$TMP/bin"
	ccache_of 65534
	compiler cc gcc
	mbedtls
	scripts/debian-source "$TMP/work" >"$TMP/folder"
	chown -R 65534:65534 "$TMP/work"
	# shellcheck disable=SC2016 # for the shell that it starts
	quiet nobody sh -c 'cd "$1" && dpkg-buildpackage -us -uc' sh \
		"$(cat "$TMP/folder")"
	! grep -E '^[^ ]+\.[ch]:.* warning:' "$TMP/said" ||
		fail 'the build warns'
	# shellcheck disable=SC2016 # for the shell that it starts
	quiet nobody sh -c 'lintian --fail-on error,warning "$1"/*.changes' sh \
		"$TMP/work"
	[ ! -s "$TMP/said" ] || fail "lintian says: $(cat "$TMP/said")"
	linted
	quiet dpkg-deb -R "$TMP/work"/thimble_*.deb "$TMP/package"
	installed debian "$TMP/package"
}

# Below: in namespaces of its own.

# A CA, until this script ends; its directory in $TMP/url.
authority()
{
	mkfifo "$TMP/end"
	# Pebble's web server is not used, so it needs no BusyBox.
	BUSYBOX='' IMAP4D='' POP3D='' python3 tests/lib/package_ca.py "$root" \
		<"$TMP/end" >"$TMP/url" 2>"$TMP/authority" &
	exec 3>"$TMP/end"
	n=0
	until [ -s "$TMP/url" ]; do
		n=$((n + 1))
		[ "$n" -lt 100 ] || fail "no CA: $(cat "$TMP/authority")"
		sleep 0.2
	done
}

inside()
{
	chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

machine()
{
	hostname "$host"
	ip link set lo up
	mkdir "$TMP/layer" "$root"
	mount -t tmpfs none "$TMP/layer"
	mkdir "$TMP/layer/up" "$TMP/layer/work"
	mount -t overlay -o "lowerdir=/,upperdir=$TMP/layer/up" \
		-o "workdir=$TMP/layer/work" none "$root"
	mount -t proc proc "$root/proc"
	mount --rbind /dev "$root/dev"
	mount -t tmpfs none "$root/run"
	mount -t tmpfs none "$root/tmp"
	# What this machine has of ours is not the package's.
	rm -rf "$root/etc/thimble"
	# Each dpkg would read all manuals of the machine.
	rm -f "$root/var/lib/man-db/auto-update"
	printf '127.0.0.1\tlocalhost %s %s\n' "$host" "$public" \
		>"$root/etc/hosts"
	authority
	(cd "$TMP/work" && cp thimble_*.deb "$root/thimble.deb")
	inside useradd -m "$user"
	echo "$user:$password" | inside chpasswd
	# dovecot-core has made one, but a machine's image may lack keys.
	[ -e "$root/etc/dovecot/private/dovecot.pem" ] || {
		(cd "$root/etc/dovecot/private" && quiet openssl req -x509 \
			-newkey rsa:2048 -nodes -subj "/CN=$host" \
			-keyout dovecot.key -out dovecot.pem)
	}
	printf '%s\n' "From $user Mon Nov 23 00:00:00 2026" \
		'Subject: of the package' '' 'Hello.' >"$root/var/mail/$user"
	inside chown "$user:mail" "/var/mail/$user"
}

# What is there that was not in the machine before, but for the packages' own
# records, logs and man's index.
changed()
{
	(cd "$TMP/layer/up" && find . ! -type d -o -path '*thimble*' |
		LC_ALL=C sort | grep -v -e '^./var/lib/dpkg/' -e '^./var/log/' \
		-e '^./var/cache/' -e '^./home/' \
		-e '^./var/lib/dovecot/' -e '^./var/lib/systemd/deb-systemd-helper-')
}

install()
{
	quiet inside dpkg -i /thimble.deb
}

# The commands of README.Debian.
configure()
{
	sed -n '/^IMAPS in front/,/^With openbsd/s/^    //p' \
		"$root/usr/share/doc/thimble/README.Debian" >"$root/tmp/typed"
	grep -q xinetd "$root/tmp/typed" || fail 'README.Debian says nothing'
	quiet inside sh -eu /tmp/typed
}

mail()
{
	curl -q -sS -m 30 --interface 127.0.0.3 \
		--resolve "$host:993:127.0.0.1" \
		--cacert "${1:-$root/etc/thimble/ca.pem}" -u "$user:$password" "imaps://$host/INBOX;MAILINDEX=1"
}

serves()
{
	n=0
	until mail "$@" >"$TMP/mail" 2>&1; do
		n=$((n + 1))
		[ "$n" -lt 50 ] || fail "no mail: $(cat "$TMP/mail")"
		sleep 0.2
	done
	grep -q '^Subject: of the package' "$TMP/mail" || fail 'another mail'
}

sum()
{
	sha256sum <"$root/etc/thimble/$1"
}

renews()
{
	was=$(sum server.pem) key=$(inside thimble-cert pin | grep sha256//)
	quiet inside /etc/cron.hourly/thimble
	[ "$was" = "$(sum server.pem)" ] || fail 'cron renews what is not due'
	quiet inside faketime '+300 days' /etc/cron.hourly/thimble
	[ "$was" != "$(sum server.pem)" ] || fail 'cron does not renew'
	[ "$key" = "$(inside thimble-cert pin | grep sha256//)" ] ||
		fail 'a renewal makes another key'
	# That was from the future.
	quiet inside /etc/cron.hourly/thimble
	serves
	quiet inside systemd-analyze verify \
		/lib/systemd/system/thimble-cert.service \
		/lib/systemd/system/thimble-cert.timer
	[ ! -s "$TMP/said" ] || fail "systemd says: $(cat "$TMP/said")"
}

# A certificate of another authority, with its key.
person()
{
	(cd "$root/tmp" && openssl req -x509 -newkey ec -nodes \
		-pkeyopt ec_paramgen_curve:P-256 -keyout ca.key -out ca.pem \
		-subj /CN=Person -days 30
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout key.pem -subj "/CN=$host" |
		openssl x509 -req -CA ca.pem -CAkey ca.key -days 30 \
		-extfile ext -out leaf.pem) 2>"$TMP/said" ||
		fail "$(cat "$TMP/said")"
	quiet inside thimble-cert install /tmp/leaf.pem /tmp/key.pem
	serves "$root/tmp/ca.pem"
}

# By ACME, with a password of the page, and with a change on trial.
official()
{
	url=$(cat "$TMP/url")
	inside thimble -d 443 -N https -P /run/serving -l /bin/cat 3>&-
	quiet inside thimble-cert acme get "acme=$public" acme-agree=yes \
		acme-challenge=tls-alpn-01 \
		"acme-directory=$url" "acme-staging=$url"
	kill "$(cat "$root/run/serving")"
	inside thimble-cert show /etc/thimble/server.pem >"$TMP/said"
	grep -q '^ *issuer .*Pebble' "$TMP/said" || fail 'not the CA'"'s"
	quiet inside thimble-web password
	quiet inside thimble-cert own --trial 1
	for file in acme.key acme/device-cert.pem acme/private/key.pem \
		acme/staging/private/key.pem web.password .trial/server.pem; do
		[ -f "$root/etc/thimble/$file" ] || fail "there is no $file"
	done
}

use()
{
	machine
	changed >"$TMP/before"
	install
	configure
	serves
	renews

	was=$(sum server.pem)
	quiet inside dpkg --remove thimble
	[ "$was" = "$(sum server.pem)" ] || fail 'removing it touches keys'
	quiet inside /etc/cron.hourly/thimble
	install
	[ "$was" = "$(sum server.pem)" ] || fail 'installing it touches keys'
	serves

	printf '%s\n' "subjectAltName = DNS:$host" \
		'extendedKeyUsage = serverAuth' >"$root/tmp/ext"
	person
	quiet inside dpkg --purge thimble
	left=$(cd "$root/etc/thimble" && find . -type f)
	[ "$left" = ./server.pem ] || fail "purge leaves $left"
	grep -qFf "$root/tmp/leaf.pem" "$root/etc/thimble/server.pem" ||
		fail 'that is not what was installed'

	# And a key from another place, put back before the purge.
	install
	rm "$root/etc/thimble/server.pem"
	quiet inside thimble-cert ensure
	quiet inside dpkg --remove thimble
	cat "$root/tmp/key.pem" "$root/tmp/leaf.pem" \
		>"$root/etc/thimble/server.pem"
	quiet inside dpkg --purge thimble
	left=$(cd "$root/etc/thimble" && find . -type f)
	[ "$left" = ./server.pem ] || fail "purge leaves $left"

	# All that it can make itself.
	rm -r "$root/etc/thimble"
	install
	official
	quiet inside dpkg --purge thimble
	rm "$root/etc/xinetd.d/imaps" "$root/etc/dovecot/local.conf"
	changed | diff "$TMP/before" - || fail 'purge leaves files'
}

case ${1:-} in
inside) use ;;
*)
	for program in dh lintian xinetd dovecot curl openssl faketime \
		systemd-analyze uacme pebble; do
		command -v "$program" >/dev/null ||
			fail "$program is not installed: scripts/need test"
	done
	chmod 755 "$TMP"
	build
	exec unshare -m -n -p -u -i -f --kill-child sh "$0" inside
	;;
esac
