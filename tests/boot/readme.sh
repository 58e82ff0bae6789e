#!/bin/sh
# SPDX-License-Identifier: MIT
#
# "Use it with inetd" of README.md, word by word, on a machine of its own: the
# certificate, the line of inetd.conf, the test with curl. Only the IMAP server
# and its account stand for those that a reader has.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

if [ "${1:-}" != inside ]; then
	exec unshare --mount --net --uts --pid --fork --kill-child \
	    sh tests/boot/readme.sh inside
fi

# The commands of the section: its indented lines, without the indent.
section=$(sed -n '/^## Use it with inetd/,/^## Limits/s/^    //p' README.md)
line()
{
	found=$(printf '%s\n' "$section" | grep -e "$1" -A "${2:-0}")
	[ -n "$found" ] || die "README.md has no line: $1"
	printf '%s\n' "$found"
}

busybox=$(scripts/build-busybox "${BOARD:-x86_64}" 2>/dev/null)/busybox
mail=$(scripts/build-mail "${BOARD:-x86_64}" 2>/dev/null)

mount --make-rprivate /
mount -t proc proc /proc
mount -t tmpfs none /run
cp -R /etc "$TMP/etc"
mount --bind "$TMP/etc" /etc
# What make install makes beside the program.
mkdir -p "$TMP/sbin" "$TMP/var/empty"
mount --bind "$TMP/sbin" /usr/sbin
mount --bind "$TMP/var" /var
cp "out/${BOARD:-x86_64}/thimble" /usr/sbin/thimble
ln -s thimble /usr/sbin/thimble-cert
printf '#!/bin/sh\nexec %s --inetd 2>/dev/null\n' "$mail/imap4d" \
    >/usr/sbin/imapd
chmod 755 /usr/sbin/imapd
export PATH="/usr/sbin:$PATH"

ip link set lo up
hostname router
echo '127.0.1.1 router' >>/etc/hosts

eval "$(line '^thimble-cert ensure')" >"$TMP/out" 2>&1 || {
	cat "$TMP/out"
	die "ensure failed"
}
line '^imaps stream ' >/etc/inetd.conf
"$busybox" inetd -f /etc/inetd.conf &
tries=0
until grep -q ' 0*:03E1 0*:0000 0A' /proc/net/tcp; do
	tries=$((tries + 1))
	[ "$tries" -lt 100 ] || die "inetd does not listen"
	sleep 0.1
done

# No account: the capabilities are asked for instead of the mailboxes.
curl=$(line '^curl ' 1 | sed 's/-u USER/-q -sS -X CAPABILITY/')
eval "$curl" >"$TMP/out" 2>&1 || {
	cat "$TMP/out"
	die "the line with curl failed"
}
grep -q 'CAPABILITY IMAP4rev1' "$TMP/out" || die "no answer of the IMAP server"
# And what the README says of localhost.
! curl -q -sS --cacert /etc/thimble/ca.pem imaps://localhost/ \
    >"$TMP/out" 2>&1 || die "localhost is a name of the certificate"
grep -q 'localhost' "$TMP/out" || die "$(cat "$TMP/out")"
