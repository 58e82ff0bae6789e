#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A factory reset, by the command in thimble-cert(8): no key, certificate,
# account, password or seed of the old life is left, and the next boot makes
# others.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

inside "$@"
device "$root"
d=$root/etc/thimble

# life NUMBER: a boot; what it has made is in $TMP/NUMBER.
life()
{
	chroot "$root" /etc/init.d/S02seedrng start >"$TMP/out" 2>&1 || :
	chroot "$root" /etc/init.d/S40certificate start >>"$TMP/out" 2>&1 ||
	    die "$(cat "$TMP/out")"
	mkdir "$TMP/$1"
	cp "$d/server.pem" "$d/ca.pem" "$d/ca.key" "$root"/var/lib/seedrng/* \
	    "$TMP/$1"
}

before=$(ls -A "$d" "$root/var/lib/seedrng")
life 1
# A life leaves more than these.
chroot "$root" /usr/sbin/thimble-cert renew --new-key >"$TMP/out"
chroot "$root" /usr/sbin/thimble-cert new-ca --yes >"$TMP/out"
chroot "$root" /usr/sbin/thimble-cert request --new-key >"$TMP/out" 2>&1
echo garbage >"$d/ca.pem"
chroot "$root" /usr/sbin/thimble-cert ensure >"$TMP/out"
chroot "$root" /usr/sbin/thimble-web password >"$TMP/out"
mkdir "$d/acme"
echo account >"$d/acme/key.pem"
chroot "$root" /usr/sbin/thimble-cert renew --trial 5 >"$TMP/out"

line=$(sed -n '/^rm -rf /,/^\.Ed/{/^\.Ed/d;s/\\e$/\\/;p}' src/app/thimble-cert.8)
[ -n "$line" ] || die 'the manual has no such line'
chroot "$root" /bin/sh -c "$line"
rm "$d/.lock"
after=$(ls -A "$d" "$root/var/lib/seedrng")
[ "$before" = "$after" ] || die "left: $after"
! grep -rqE 'BEGIN (CERT|.*PRIVATE)' "$d" || die 'a key or certificate is left'
life 2
for file in "$TMP"/1/*; do
	! cmp -s "$file" "$TMP/2/${file##*/}" ||
	    die "the same again: ${file##*/}"
done
