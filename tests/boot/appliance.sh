#!/bin/sh
# SPDX-License-Identifier: MIT
#
# One first boot of the appliance, looked at from outside: three services with
# one certificate, what its log says, what its files are; then a second boot
# with the same key and certificate.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

PORTS=$(free_ports)
KEEP=$TMP/root
export PORTS KEEP

cat >"$TMP/look" <<'LOOK'
set -eu
die()
{
	printf 'appliance: %s\n' "$*"
	exit 1
}
# shellcheck disable=SC2086 # three words
set -- $PORTS
fetch="curl -q -sS --max-time 15 --cacert $THIMBLE_CA"

# Mail over both protocols, verified against the device's own CA.
$fetch -u "demo:$THIMBLE_PASSWORD" \
    "imaps://localhost:$1/INBOX;MAILINDEX=1" >"$TMP/imap"
grep -q '^Subject: It works' "$TMP/imap" || die "no message over imaps"
$fetch -u "demo:$THIMBLE_PASSWORD" "pop3s://localhost:$2/1" >"$TMP/pop"
grep -q '^Subject: It works' "$TMP/pop" || die "no message over pop3s"
! $fetch -u demo:wrong "imaps://localhost:$1/" >"$TMP/wrong" 2>&1 ||
    die "a wrong password is taken"

# The page, and on it the CA for phones: the same that was used here.
$fetch "https://localhost:$3/" >"$TMP/page"
grep -qi '<html' "$TMP/page" || die "no page"
$fetch "https://localhost:$3/ca.crt" >"$TMP/ca.crt"
[ "$(openssl x509 -in "$TMP/ca.crt" -outform DER 2>/dev/null | sha256sum)" = \
    "$(openssl x509 -in "$THIMBLE_CA" -outform DER | sha256sum)" ] ||
[ "$(sha256sum <"$TMP/ca.crt")" = \
    "$(openssl x509 -in "$THIMBLE_CA" -outform DER | sha256sum)" ] ||
    die "the page offers another CA than the device has"
! $fetch "https://localhost:$3/../etc/thimble/server.pem" --path-as-is \
    >"$TMP/dots" 2>&1 || ! grep -q PRIVATE "$TMP/dots" ||
    die "the page gives the key away"

# Keys are root's and nobody else's.
for file in server.pem ca.key; do
	mode=$(stat -c %a "$THIMBLE_ROOT/etc/thimble/$file")
	[ "$mode" = 600 ] || die "$file has mode $mode"
done

# START and EXIT came through the appliance's own syslogd.
log=$THIMBLE_ROOT/run/log/messages
[ -e "$log" ] || log=/proc/$(cat "$KEEP/init.pid")/root/run/log/messages
tries=0
until grep -q 'thimble\[[0-9]*\]: EXIT service=imaps .* why=' "$log"; do
	tries=$((tries + 1))
	[ "$tries" -lt 30 ] || die "no EXIT line: $(tail -n 5 "$log")"
	sleep 0.1
done
grep -q 'thimble\[[0-9]*\]: START service=imaps from=127.0.0.1' "$log" ||
    die "no START line"

# The fingerprint of the CA, for users to compare: of the first boot only.
print=$(openssl x509 -in "$THIMBLE_CA" -noout -fingerprint -sha256)
grep -q "certificate: CA SHA-256 ${print#*=}\$" "$log" ||
    [ "${SECOND:-no}" = yes ] || die "no CA SHA-256 ${print#*=} in the log"
LOOK

scripts/run-rootfs sh "$TMP/look" >"$TMP/out" 2>&1 || {
	cat "$TMP/out"
	die "the first boot failed"
}
sha256sum "$KEEP/rootfs/etc/thimble"/* >"$TMP/first"
SECOND=yes scripts/run-rootfs sh "$TMP/look" >"$TMP/out" 2>&1 || {
	cat "$TMP/out"
	die "the second boot failed"
}
sha256sum "$KEEP/rootfs/etc/thimble"/* >"$TMP/second"
cmp "$TMP/first" "$TMP/second" || die "the second boot changed what was made"
nothing_left
