#!/bin/sh
# SPDX-License-Identifier: MIT
#
# ensure repairs what is broken and ours, with the keys that are left.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

configure 'names = router 10.0.0.1'
want 0 ensure
cp -a "$d" "$TMP/kept"
leaf=$(public "$d/server.pem")
ca=$(public "$d/ca.key")

# again: the good folder is back.
again()
{
	rm -rf "$d"
	cp -a "$TMP/kept" "$d"
}

# repaired: one run mends it, the next has nothing to do.
repaired()
{
	want 0 ensure
	good
	openssl verify -CAfile "$d/ca.pem" "$d/server.pem" >/dev/null ||
	    fail 'does not verify'
	want 2 ensure
}

same_leaf_key()
{
	[ "$leaf" = "$(public "$d/server.pem")" ] || fail 'another leaf key'
}

same_ca_key()
{
	[ "$ca" = "$(public "$d/ca.key")" ] || fail 'another CA key'
}

# Each file missing, empty, cut short or not what it should be.
for file in server.pem ca.pem ca.key; do
	for how in missing empty cut nonsense; do
		again
		case $how in
		missing) rm "$d/$file" ;;
		empty) : >"$d/$file" ;;
		cut)
			head -c 300 "$TMP/kept/$file" >"$d/$file"
			;;
		nonsense) printf 'hello\n' >"$d/$file" ;;
		esac
		want 1 check
		repaired
		[ "$file" = ca.key ] || same_ca_key
		[ "$file" = server.pem ] || same_leaf_key
		[ "$how" = missing ] || [ -e "$d/$file.bad" ] ||
		    fail "$file $how: not kept"
	done
done

# The key is left, the certificate not: the same key again.
again
sed '/BEGIN CERT/,$d' "$TMP/kept/server.pem" >"$d/server.pem"
repaired
same_leaf_key

# All of the CA is lost: a new one, the leaf's key stays.
again
rm "$d/ca.pem" "$d/ca.key"
repaired
same_leaf_key
[ "$ca" != "$(public "$d/ca.key")" ] || fail 'the same CA key from nothing'

# Files of two devices mixed.
configure 'names = router 10.0.0.1'
rm -rf "$d"
want 0 ensure
cp "$TMP/kept/ca.pem" "$d/ca.pem"
want 1 check
repaired
cp "$TMP/kept/ca.key" "$d/ca.key"
repaired
again
sed '/BEGIN CERT/,$d' "$d/server.pem" >"$TMP/key"
openssl ecparam -name prime256v1 -genkey -noout >"$TMP/other" 2>/dev/null
{ cat "$TMP/other"; openssl x509 -in "$TMP/kept/server.pem"; } >"$d/server.pem"
want 1 check
repaired

# Modes that are too wide are shut again, and it is said.
again
chmod 644 "$d/server.pem"
chmod 640 "$d/ca.key"
want 1 check
want 0 ensure
says 'was readable by others'
mode "$d/ca.key" 600
good
same_leaf_key
same_ca_key
want 2 ensure

# So is a CA that others could write in: it is not handed out before.
chmod 666 "$d/ca.pem"
want 1 check
says 'BAD   ca.pem: writable by others; type: thimble-cert ensure'
says 'good  ca.key'
want 1 export ca
says 'ca.pem: writable by others; inspect it'
want 0 ensure
says 'ca.pem: was writable by others; its mode is now 0644'
mode "$d/ca.pem" 644
want 2 ensure
want 0 export ca
good

# Each verdict has its reason.
echo garbage >"$d/ca.pem"
want 1 check
says 'BAD   ca.pem: no CERTIFICATE block in it'
! grep -q '^BAD.*: *$' "$TMP/said" || fail 'no reason'
want 0 ensure
good

# What a run that was cut off left is cleared away.
again
: >"$d/.server.pem.new"
ln "$d/ca.pem" "$d/.ca.pem.old"
ln -s /etc/passwd "$d/.ca.key.new"
want 2 ensure
no_leftovers
good
[ -s /etc/passwd ] || fail 'followed a link'
