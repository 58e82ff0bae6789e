#!/bin/sh
# SPDX-License-Identifier: MIT
#
# board/openwrt: its Makefile builds and installs the package, and its init
# script and hotplug scripts run on BusyBox. All that OpenWrt gives to a package
# are stand-ins written from its documentation (tests/lib/openwrt/README); a real
# OpenWrt is not here.

set -eu
target=$TMP/work/target

# The target as root, from namespaces of its own.
inside()
{
	chroot "$target" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@" \
		</dev/null
}

fail()
{
	printf '%s\n' "$*"
	for file in "$TMP/said" "$target/tmp/log" "$target/tmp/messages"; do
		[ ! -s "$file" ] || cat "$file"
	done
	exit 1
}

quiet()
{
	"$@" >"$TMP/said" 2>&1 || fail "$*: failed"
	[ ! -s "$TMP/said" ] || fail "$*: says something"
}

# eventually WHAT COMMAND...: within some seconds it succeeds.
eventually()
{
	what=$1
	shift
	n=0
	until "$@" >"$TMP/said" 2>&1; do
		n=$((n + 1))
		[ "$n" -lt 100 ] || fail "$what"
		sleep 0.2
	done
}

# answers PORT TEXT [CA]: what the service there says after the handshake.
answers()
{
	[ "$(openssl s_client -connect "127.0.0.1:$1" -quiet \
		-CAfile "${3:-$target/etc/thimble/ca.pem}" \
		-verify_return_error </dev/null 2>&1 | tail -n 1)" = "$2" ]
}

# The process of an instance that procd runs, and that of thimble in it.
watcher()
{
	cat "$target/tmp/procd/thimble/$1/pid"
}

listener()
{
	pgrep -f "^/usr/sbin/thimble -f .*-N $1 "
}

machine()
{
	ip link set lo up
	mount -t proc proc /proc
	mount -t proc proc "$target/proc"
	mount -t tmpfs -o mode=755 none "$target/dev"
	for node in 'null 1 3' 'zero 1 5' 'random 1 8' 'urandom 1 9'; do
		# shellcheck disable=SC2086 # three words
		mknod -m 666 "$target/dev/${node%% *}" c ${node#* }
	done
	mount -t tmpfs -o mode=1777 none "$target/tmp"
	mkdir "$target/tmp/run" "$target/tmp/lock"
	chroot "$target" /bin/busybox --install -s
	inside syslogd -O /tmp/messages
	hostname router
}

# What OpenWrt does at the first boot, or after an installation.
defaults()
{
	# shellcheck disable=SC2016 # for the shell that it starts
	quiet inside sh -c 'for script in /etc/uci-defaults/*; do
		(. "$script") || exit
	done'
}

configure()
{
	cat >>"$target/etc/config/thimble" <<-'EOT'

		config service 'words'
			list listen '127.0.0.1:9993'
			list listen '127.0.0.1:9994'
			option program '/bin/echo'
			list argument 'two  words'
			list argument 'and one'
			option tls_min '1.3'

		config service 'other'
			list listen '127.0.0.1:9995'
			option program '/bin/echo'
			list argument 'other'
	EOT
}

# Another run has the lock: there is no certificate yet. Nothing waits for it,
# and once there is one, the services come.
first_boot()
{
	inside flock /etc/thimble/.lock sleep 1000 &
	eventually 'no lock' test -e "$target/etc/thimble/.lock"
	sleep 0.2
	quiet inside /etc/init.d/thimble enable
	quiet inside /etc/rc.d/S60thimble boot
	[ ! -e "$target/etc/thimble/server.pem" ] || fail 'it did not have the lock'
	pkill -f '^sleep 1000'
	eventually 'it does not serve' answers 9993 'two  words and one'
	eventually 'it does not serve' answers 9994 'two  words and one'
	eventually 'it does not serve' answers 9995 other
	[ "$(stat -c %a "$target/etc/thimble/server.pem")" = 600 ] ||
		fail 'the mode of the key'
	! listener imaps >/dev/null || fail 'a disabled service runs'
	! openssl s_client -connect 127.0.0.1:9993 -tls1_2 </dev/null \
		>"$TMP/said" 2>&1 || fail 'tls_min is not passed on'
}

reloads()
{
	words=$(watcher words) other=$(watcher other)
	quiet inside reload_config config.change thimble
	[ "$words $other" = "$(watcher words) $(watcher other)" ] ||
		fail 'a reload without a change restarts'
	quiet inside uci set thimble.other.listen=127.0.0.1:9996
	quiet inside uci commit thimble
	quiet inside reload_config config.change thimble
	eventually 'a change is not seen' answers 9996 other
	[ "$words" = "$(watcher words)" ] || fail 'the other one is restarted'
	[ "$other" != "$(watcher other)" ] || fail 'the changed one is not'

	kill -9 "$(listener words)"
	eventually 'it is not started again' answers 9993 'two  words and one'

	rm "$target/etc/thimble/server.pem"
	quiet inside reload_config interface.update lan
	[ -e "$target/etc/thimble/server.pem" ] || fail 'lan: no certificate'
	rm "$target/etc/thimble/server.pem"
	quiet inside env ACTION=periodic hotplug-call ntp
	[ ! -e "$target/etc/thimble/server.pem" ] || fail 'ntp: at each event'
	quiet inside env ACTION=stratum hotplug-call ntp
	[ -e "$target/etc/thimble/server.pem" ] || fail 'ntp: no certificate'
	rm "$target/etc/thimble/server.pem"
	line=$(sed -n 's/^[0-9]* 3 \* \* \* //p' "$target/etc/crontabs/root")
	quiet inside sh -c "$line"
	[ -e "$target/etc/thimble/server.pem" ] || fail 'cron: no certificate'
}

# issue NAME: as acme-common leaves a certificate.
issue()
{
	d=$target/etc/acme/${1}_ecc
	mkdir -p "$d" "$target/etc/ssl/acme"
	[ -e "$TMP/ca.key" ] || openssl req -x509 -newkey ec -nodes \
		-pkeyopt ec_paramgen_curve:P-256 -keyout "$TMP/ca.key" \
		-out "$TMP/ca.pem" -subj '/CN=Issuer' -days 30 2>"$TMP/said"
	printf '%s\n' "subjectAltName = DNS:$1" \
		'extendedKeyUsage = serverAuth' >"$TMP/ext"
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$d/$1.key" -subj "/CN=$1" 2>"$TMP/said" |
		openssl x509 -req -CA "$TMP/ca.pem" -CAkey "$TMP/ca.key" \
		-days 20 -extfile "$TMP/ext" -out "$d/fullchain.cer" \
		2>"$TMP/said"
	ln -sf "/etc/acme/${1}_ecc/$1.key" "$target/etc/ssl/acme/$1.key"
	ln -sf "/etc/acme/${1}_ecc/fullchain.cer" \
		"$target/etc/ssl/acme/$1.fullchain.crt"
}

# in_use NAME: the certificate issued for it is the one that is served.
in_use()
{
	[ "$(openssl s_client -connect 127.0.0.1:9993 </dev/null \
		2>"$TMP/said" | openssl x509 -outform der | sha256sum)" = \
		"$(openssl x509 -outform der \
		-in "$target/etc/acme/${1}_ecc/fullchain.cer" | sha256sum)" ]
}

acme()
{
	issue mail.example.org
	issue admin.example.org
	quiet inside env ACTION=issued hotplug-call acme
	! in_use mail.example.org || fail 'acme: nobody asked for it'
	quiet inside uci add_list thimble.certificate.acme=mail.example.org
	quiet inside uci commit thimble
	quiet inside env ACTION=prepare hotplug-call acme
	! in_use mail.example.org || fail 'acme: not issued yet'
	quiet inside env ACTION=issued hotplug-call acme
	in_use mail.example.org || fail 'acme: it is not installed'
	answers 9993 'two  words and one' "$TMP/ca.pem" ||
		fail 'acme: no service'

	issue mail.example.org
	quiet inside env ACTION=renewed hotplug-call acme
	in_use mail.example.org || fail 'acme: the renewed one is not installed'
	lines=$(wc -l <"$target/tmp/messages")
	quiet inside reload_config config.change thimble
	[ "$lines" = "$(wc -l <"$target/tmp/messages")" ] ||
		fail 'acme: the same certificate is news'
	echo nonsense >"$target/etc/acme/mail.example.org_ecc/fullchain.cer"
	quiet inside env ACTION=renewed hotplug-call acme
	grep -q 'thimble: mail.example.org: ' "$target/tmp/messages" ||
		fail 'acme: nothing in the log'
	answers 9993 'two  words and one' "$TMP/ca.pem" ||
		fail 'acme: nonsense is installed'
}

use()
{
	machine
	defaults
	rm "$target/etc/crontabs/root"
	defaults
	defaults
	[ "$(grep -c /usr/lib/thimble/ensure "$target/etc/crontabs/root")" = 1 ] ||
		fail 'uci-defaults: the crontab'
	eventually 'uci-defaults: cron does not run' pgrep crond
	configure
	first_boot
	reloads
	acme

	# shellcheck disable=SC2046 # paths
	(cd "$target" && find $(sed 's,^/,,' lib/upgrade/keep.d/thimble) \
		-type f) >"$TMP/kept"
	for file in server.pem ca.pem ca.key own.pem thimble.conf; do
		grep -qx "etc/thimble/$file" "$TMP/kept" ||
			fail "sysupgrade loses $file"
	done

	quiet inside /etc/init.d/thimble stop
	! pgrep thimble >/dev/null || fail 'stop stops nothing'
	cp "$TMP/work/prerm" "$target/tmp/prerm"
	quiet inside sh /tmp/prerm
	! grep -q thimble "$target/etc/crontabs/root" || fail 'prerm: cron'
}

if [ "${1:-}" = inside ]; then
	use
	exit 0
fi

# shellcheck source=tests/lib/packager.sh
. tests/lib/packager.sh
# shellcheck source=tests/lib/installed.sh
. tests/lib/installed.sh
may gcc ar strip gcc-ar sha256sum
musl x86_64 "$TMP/musl"

hash=$(sed -n 's/^PKG_HASH:=//p' "$tree/board/openwrt/thimble/Makefile")
source=$(sed -n 's/^PKG_SOURCE:=//p' "$tree/board/openwrt/thimble/Makefile")
grep -qF "$source $hash" scripts/deps.lock ||
	fail "deps.lock does not know $source with this sum"

stubs=$TMP/openwrt
mkdir -p "$stubs/dl"
cp tests/lib/openwrt/*.mk "$stubs/"
mv "$TMP/dl/mbedtls.tar" "$stubs/dl/$source"
chmod -R go=u-w "$stubs"
packager make -C "$tree/board/openwrt/thimble" TOPDIR="$stubs" \
	BUILD_DIR="$TMP/work" ROOT="$target" \
	TARGET_CC="$TMP/musl/bin/musl-gcc" || fail 'the package does not build'
! grep 'warning:' "$TMP/said" || fail 'the build warns'
while read -r file; do
	[ -z "$file" ] || [ -f "$target$file" ] || fail "conffiles: no $file"
done <"$TMP/work/conffiles"
[ "$(grep -c / "$TMP/work/conffiles")" = 2 ] || fail 'the conffiles'

installed openwrt "$target"

# A root filesystem around it: /var is in memory.
mkdir -p "$target/bin" "$target/sbin" "$target/usr/bin" "$target/proc" \
	"$target/dev" "$target/tmp" "$target/etc/rc.d" "$target/etc/crontabs" \
	"$target/lib/functions"
ln -s tmp "$target/var"
cp "$(scripts/build-busybox x86_64)/busybox" "$target/bin/"
cp rootfs-overlay/etc/passwd rootfs-overlay/etc/group \
	rootfs-overlay/etc/services rootfs-overlay/etc/hosts "$target/etc/"
from=tests/lib/openwrt
install -m 755 "$from/rc.common" "$target/etc/"
install -m 755 "$from/procd" "$from/uci" "$from/hotplug-call" \
	"$from/reload_config" "$target/sbin/"
cp "$from/functions.sh" "$target/lib/"
cp "$from/procd.sh" "$target/lib/functions/"
cat >"$target/etc/init.d/cron" <<'EOT'
#!/bin/sh /etc/rc.common
START=50
USE_PROCD=1
start_service()
{
	procd_open_instance cron
	procd_set_param command /usr/sbin/crond -f -c /etc/crontabs
	procd_close_instance
}
EOT
chmod 755 "$target/etc/init.d/cron"
chown -R 0:0 "$target"
exec unshare -m -n -p -u -f --kill-child sh "$0" inside
