#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Nothing in the tree or in the staged image that must not leave a machine:
# private keys, seeds, passwords; no trace of the machine it was written on;
# no promise instead of work.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh

tree . >"$TMP/list"
[ -s "$TMP/list" ] || bad "no files were looked at"

# Files of the tree that hold a line like $1, for reason $2.
none()
{
	grep -vx tests/lint/secrets.sh "$TMP/list" |
	    xargs -d '\n' grep -nHIE -e "$1" 2>>"$wrong" | cut -c 1-160 | all_bad "$2"
}

none '^ *-----BEGIN [A-Z ]*(PRIVATE KEY|CERTIFICATE)-----$' \
    'a key or certificate: tests make their own'
# What the demo calls its own account is no machine's.
none '(^|[^a-zA-Z0-9_.%}*/)])/(root/[a-z.]|work/[a-z]|home/(demo[a-z]|[^d*$]))' \
    'a path of somebody'\''s machine'
none '\b(TODO|FIXME|XXX|HACK)\b' 'a promise instead of work'
none '[A-Za-z0-9._-]+@(gmail|outlook|hotmail|yahoo)\.' 'a mail address'

while IFS= read -r file; do
	case ${file##*/} in
	*.pem | *.key | *.crt | *.der | *.p12 | *.seed | seed.* | *.srl)
		bad "$file: keys, certificates and seeds are made, not kept"
		;;
	esac
done <"$TMP/list"

# The overlay has no account that can log in and nothing of one device.
for file in etc/passwd etc/shadow etc/group; do
	[ -f "rootfs-overlay/$file" ] || continue
	awk -F: -v f="rootfs-overlay/$file" '$2 != "" && $2 !~ /^[x*!]+$/ {
		print f ":" NR ": a password" }' "rootfs-overlay/$file" >>"$wrong"
done

# The staged root filesystem: no private key in any file, whatever its name.
rootfs=out/${BOARD:-x86_64}/rootfs
[ -d "$rootfs" ] || bad "$rootfs: is not staged: make rootfs"
if [ -d "$rootfs" ]; then
	grep -rlIE -e '-----BEGIN [A-Z ]*PRIVATE KEY-----' "$rootfs" |
	    all_bad 'a private key in the image'
	find "$rootfs" -name '*seed*' ! -name seedrng ! -name 'S??seedrng' \
	    -type f | all_bad 'a seed in the image'
fi
verdict
