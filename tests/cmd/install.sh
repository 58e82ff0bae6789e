#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What CAs and people hand over is taken, in whatever form.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh
# shellcheck source=tests/lib/ca.sh
. tests/lib/ca.sh

configure 'names = mail.example.org a.example.net'
key root rsa2048
sign root root "$ca_ext" -days 3000
key inter rsa2048
sign inter root "$ca_ext"
key low p384
sign low inter "$ca_ext"
key leaf p256
sign leaf low "$leaf_ext"

# Over what ensure made, and never overwritten by it.
want 0 ensure
ours=$(openssl sha256 <"$d/server.pem")
put 0 --key leaf.key leaf.pem low.pem inter.pem root.pem
says 'installed'
chain leaf low inter
[ "$ours" = "$(openssl sha256 <"$d/server.pem.prev")" ] || fail 'no .prev'
want 2 ensure
chain leaf low inter
want 0 check
openssl verify -x509_strict -purpose sslserver -CAfile "$pki/root.pem" \
    -untrusted "$d/server.pem" "$d/server.pem" >"$TMP/said" 2>&1 ||
    fail 'openssl refuses the chain'

# The same again is nothing to do.
put 2 --key leaf.key leaf.pem low.pem inter.pem
[ "$ours" = "$(openssl sha256 <"$d/server.pem.prev")" ] || fail '.prev lost'

# What openssl dhparam writes, and other blocks that are no key.
openssl dhparam -dsaparam 512 >"$pki/dh" 2>/dev/null
openssl rsa -in "$pki/root.key" -RSAPublicKey_out >>"$pki/dh" 2>/dev/null
sed -n 's/^-----BEGIN \(.* PARAMETERS\)-----$/\1/p' "$pki/dh" >"$TMP/said"
says PARAMETERS
cat "$pki/leaf.key" "$pki/leaf.pem" "$pki/low.pem" "$pki/inter.pem" \
    "$pki/dh" >"$pki/with-dh.pem"
put 2 with-dh.pem

# Any order, one file, text and CRLF around it, a byte order mark, twice.
cd "$pki"
{
	printf '\357\273\277Bag Attributes\n'
	openssl x509 -in root.pem -text
	cat leaf.key
	openssl x509 -in inter.pem -text
	cat leaf.pem leaf.pem low.pem
	echo 'Kind regards'
} | sed 's/$/\r/' >all.txt
cd "$OLDPWD"
rm "$d"/server.pem*
put 0 all.txt
chain leaf low inter

# Through a pipe, as ssh(1) gives it: all of it, or the key and its passphrase.
rm "$d"/server.pem*
sed "" "$pki/all.txt" | cert install --config "$conf" - >"$TMP/said" 2>&1 ||
    fail 'not from a pipe'
chain leaf low inter
openssl pkcs8 -topk8 -in "$pki/leaf.key" -passout pass:secret \
    -out "$pki/sealed.key"
rm "$d"/server.pem*
put 0 --key - leaf.pem low.pem inter.pem <"$pki/leaf.key"
rm "$d"/server.pem*
echo secret | put 0 --passphrase-file - --key sealed.key leaf.pem low.pem \
    inter.pem
chain leaf low inter
put 1 - </dev/null
says 'standard input: empty'
put 1 - </dev/zero
says 'standard input: File too large'
put 1 - --key - <"$pki/leaf.pem"
says 'standard input: empty'
sed 's/^./!/' "$pki/leaf.pem" | put 1 -
says 'standard input: neither PEM nor DER'

# Indented, as out of a YAML file; with the line ends of old Macs; with none.
sed 's/^/	  /' "$pki/all.txt" >"$pki/indented.txt"
tr -d '\r' <"$pki/all.txt" | tr '\n' '\r' >"$pki/mac.txt"
tr -d '\r\n' <"$pki/all.txt" >"$pki/line.txt"
for file in indented.txt mac.txt line.txt; do
	rm "$d"/server.pem*
	put 0 "$file"
	chain leaf low inter
done

# DER, also of the key.
for name in leaf low inter root; do
	openssl x509 -in "$pki/$name.pem" -outform DER -out "$pki/$name.der"
done
openssl pkey -in "$pki/leaf.key" -outform DER -out "$pki/leaf.kder"
rm "$d"/server.pem*
put 0 root.der low.der --key leaf.kder leaf.der -- inter.der
chain leaf low inter

# The key that serves now is kept for the next certificate.
sign leaf low "$leaf_ext" -days 80
put 0 leaf.pem low.pem inter.pem
says "the key from server.pem"
chain leaf low inter

# Keys: SEC1 with its parameters, PKCS#1, PKCS#8, each under a passphrase.
openssl ec -in "$pki/leaf.key" -out "$pki/sec1" 2>/dev/null
openssl ecparam -name prime256v1 -out "$pki/params"
cat "$pki/params" "$pki/sec1" >"$pki/sec1.key"
key old rsa2048
cn=old.example.org sign old inter "$leaf_ext"
openssl rsa -in "$pki/old.key" -traditional -out "$pki/pkcs1.key" 2>/dev/null
rm "$d"/server.pem*
put 0 --key sec1.key leaf.pem low.pem inter.pem
chain leaf low inter
put 0 --key pkcs1.key old.pem inter.pem
chain old inter
printf 'correct horse\r\nsecond line\n' >"$pki/pass"
printf '\357\273\277correct horse\r\n' >"$pki/markpass"
printf 'wrong\n' >"$pki/nopass"
for how in '-v2 aes256 -v2prf hmacWithSHA256' '-v2 aes-128-cbc -iter 5000' \
    '-v2 aes-192-cbc -v2prf hmacWithSHA512' '-v2 aes256 -v2prf hmacWithSHA384'
do
	# shellcheck disable=SC2086 # options are words
	openssl pkcs8 -topk8 $how -in "$pki/old.key" -out "$pki/sealed" \
	    -passout 'pass:correct horse'
	rm "$d"/server.pem*
	put 0 --key sealed --passphrase-file pass old.pem inter.pem
	chain old inter
	refuses 'sealed, block 1: the passphrase is wrong' --key sealed \
	    --passphrase-file nopass old.pem inter.pem
done
openssl pkcs8 -topk8 -in "$pki/leaf.key" -outform DER -out "$pki/sealed" \
    -passout 'pass:correct horse'
put 0 --key sealed --passphrase-file pass leaf.pem low.pem inter.pem
chain leaf low inter
put 2 --key sealed --passphrase-file markpass leaf.pem low.pem inter.pem
# GnuTLS counts to 600000 for it, too much in an emulator.
if [ -z "${RUN:-}" ]; then
	certtool --to-p8 --load-privkey "$pki/leaf.key" --pkcs-cipher aes-256 \
	    --password 'correct horse' --outfile "$pki/gnutls" 2>/dev/null
	put 2 --key gnutls --passphrase-file pass leaf.pem low.pem inter.pem
fi
refuses 'sealed: the private key has a passphrase; add --passphrase-file' \
    --key sealed leaf.pem

# An old root signed with SHA-1, or with a key that we do not know.
key sha1root rsa2048
sign sha1root sha1root "$ca_ext" -sha1
key p521root p521
sign p521root p521root "$ca_ext"
cn=inter sign inter sha1root "$ca_ext"
sign leaf inter "$leaf_ext"
put 0 leaf.pem inter.pem sha1root.pem p521root.pem root.pem
chain leaf inter

# One CA, signed by itself and by another: the other goes on.
key x rsa2048
cn=X sign x x "$ca_ext"
cp "$pki/x.pem" "$pki/xself.pem"
cn=X sign x root "$ca_ext"
sign inter x "$ca_ext"
sign leaf inter "$leaf_ext"
put 0 leaf.pem xself.pem inter.pem x.pem
chain leaf inter x
put 0 leaf.pem xself.pem inter.pem
chain leaf inter
# Of two ways up, the one whose time is not over, in any order.
cp "$pki/inter.pem" "$pki/new.pem"
cn=X sign x root "$ca_ext" -days -1
refuses 'x.pem, block 1 (CN=X,O=Example): expired on 20' leaf.pem inter.pem \
    x.pem
cn=inter sign inter root "$ca_ext" -days -1
for files in 'x.pem xself.pem inter.pem new.pem' \
    'new.pem inter.pem xself.pem x.pem root.pem'; do
	rm "$d"/server.pem*
	# shellcheck disable=SC2086 # names are words
	put 0 --key leaf.key leaf.pem $files
	chain leaf new
done
cp "$pki/new.pem" "$pki/inter.pem"

# Alone: said, and served.
put 0 leaf.pem
says 'no intermediate certificate was given'
chain leaf
want 0 check
says 'warn  chain: no intermediate certificate; most CAs have one'
want 0 check --json
says '{"what":"chain","good":true,"warn":true,"why":"no intermediate'
put 0 leaf.pem inter.pem
want 0 check
says 'good  chain'
put 0 leaf.pem
want 2 ensure

# Names are a warning.
sign leaf inter "$leaf_ext"
configure 'names = mail.example.org other.example.org'
put 0 leaf.pem inter.pem
says 'the certificate does not cover other.example.org'
! grep -qF 'not for mail.' "$TMP/said" || fail 'warns of a name that it has'
sign leaf inter 'extendedKeyUsage=serverAuth'
put 0 leaf.pem inter.pem
says 'has no names (SAN)'

# By our own CA, but a person's: still left alone.
rm -r "$d"
configure 'names = mail.example.org'
want 0 ensure
cp "$d/ca.pem" "$pki/own.pem"
cp "$d/ca.key" "$pki/own.key"
sign leaf own "$leaf_ext" -days 20
put 0 --key leaf.key leaf.pem
want 2 ensure
chain leaf
want 1 check
says 'good  own.pem'

# Self-signed.
sign leaf leaf "$leaf_ext"
put 0 leaf.pem
chain leaf

# Into a folder that is not there.
rm -r "$d"
put 0 --key leaf.key leaf.pem
chain leaf
no_leftovers
