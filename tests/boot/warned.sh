#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What boot and cron find out about the certificate is in the appliance's own
# log, each time in one line that names the fault: a person's certificate that
# ends soon, a mistake in the configuration, a CA that others can write in.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

inside "$@"
device "$root"
log=$root/run/log/messages
pem=$root/etc/thimble/server.pem
chroot "$root" /etc/init.d/S01syslogd start

# nightly STATUS: what cron runs, and its exit status.
nightly()
{
	got=0
	chroot "$root" /etc/init.d/S40certificate start >"$TMP/console" 2>&1 ||
	    got=$?
	[ "$got" -eq "$1" ] || die "exit status $got, not $1: $(cat "$TMP/console")"
}

# logged NUMBER WORDS: so many lines of the log, waiting for them.
logged()
{
	tries=0
	until [ "$(grep -cF -e "$2" "$log")" -ge "$1" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 50 ] || die "not $1 times: $2: $(cat "$log")"
		sleep 0.1
	done
	[ "$(grep -cF -e "$2" "$log")" -eq "$1" ] || die "too often: $2"
}

# days NUMBER: a person's certificate that lasts so long.
days()
{
	printf '%s\n' subjectAltName=DNS:mail.example.org \
	    basicConstraints=critical,CA:FALSE >"$TMP/ext"
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -keyout "$TMP/key" -out "$TMP/csr" -subj /CN=mail.example.org \
	    2>/dev/null
	openssl x509 -req -in "$TMP/csr" -signkey "$TMP/key" -out "$TMP/crt" \
	    -extfile "$TMP/ext" -days "$1" 2>/dev/null
	cat "$TMP/key" "$TMP/crt" >"$pem"
	chmod 600 "$pem"
}

# The first boot says what it made; the second has nothing to say.
nightly 0
logged 1 'certificate: made /etc/thimble/server.pem (there was none)'
lines=$(wc -l <"$log")
nightly 0
[ ! -s "$TMP/console" ] || die "says: $(cat "$TMP/console")"

days 6
nightly 0
logged 1 'made /etc/thimble/own.pem (there was none)'
lines=$(wc -l <"$log")
nightly 0
[ "$(wc -l <"$log")" -eq "$lines" ] || die "says: $(tail -n 1 "$log")"
days -1
nightly 0
warning=': expired; renew it now by hand, or type: thimble-cert own'
logged 1 "$warning"
grep -qF "$warning" "$TMP/console" || die 'not on the console'
nightly 0
logged 2 "$warning"
[ "$(openssl x509 -in "$pem" -noout -subject)" = \
    'subject=CN = mail.example.org' ] || die 'replaced'

days 6
# A mistake in the configuration: the line, and the service goes on.
cp "$root/etc/thimble/thimble.conf" "$TMP/conf"
lines=$(($(wc -l <"$TMP/conf") + 1))
echo 'days = 900' >>"$root/etc/thimble/thimble.conf"
nightly 1
logged 1 "thimble.conf: line $lines: days: must be a number from 1 to 825"
chroot "$root" /usr/sbin/thimble --check >"$TMP/out" || die 'does not load'
cp "$TMP/conf" "$root/etc/thimble/thimble.conf"

rm "$pem"
chmod 666 "$root/etc/thimble/ca.pem"
nightly 0
logged 1 'ca.pem: was writable by others; its mode is now 0644'
logged 1 "restored /etc/thimble/server.pem: the device's own certificate"
chroot "$root" /usr/sbin/thimble-cert check >"$TMP/out" ||
    die "not good: $(cat "$TMP/out")"
