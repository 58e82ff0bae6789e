#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Requests for a public CA: others accept them, and the key that waits for
# its certificate is never lost.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh
# shellcheck source=tests/lib/ca.sh
. tests/lib/ca.sh

# asks WORD...: request; the request is in $TMP/csr, good for all.
asks()
{
	cert request --config "$conf" "$@" >"$TMP/csr" 2>"$TMP/said" ||
	    fail "request $*: exit status $?"
	judged
}

judged()
{
	openssl req -in "$TMP/csr" -verify -noout >"$TMP/said2" 2>&1 ||
	    fail 'openssl refuses the request'
	certtool --crq-info --infile "$TMP/csr" >"$TMP/said2" 2>&1 ||
	    fail 'certtool refuses the request'
	grep -q 'Self signature: verified' "$TMP/said2" || fail 'certtool'
	openssl req -in "$TMP/csr" -noout -text >"$TMP/text"
	openssl req -in "$TMP/csr" -noout -pubkey >"$TMP/public"
}

# of FILE: the request is of the key in it.
of()
{
	openssl pkey -in "$1" -pubout 2>/dev/null | cmp -s - "$TMP/public" ||
	    fail "the request is not of the key in $1"
}

# waits BITS: the key that waits is RSA, by OpenSSL.
waits()
{
	(umask 077 && openssl genrsa -out "$d/pending.key" "$1") \
	    2>"$TMP/said" || fail 'openssl genrsa'
}

configure 'names = mail.example.org *.example.net 192.0.2.7' \
    'organization = Söhne'
want 1 request
says 'has no key yet; add --new-key'
[ ! -e "$d/pending.key" ] || fail 'a key that nobody asked for'
want 0 ensure
asks
of "$d/server.pem"
grep -q 'DNS:mail.example.org, DNS:\*.example.net, IP Address:192.0.2.7' \
    "$TMP/text" || fail 'not the configured names'
grep -q 'Subject: O = S.*hne, CN = mail.example.org' "$TMP/text" ||
    fail 'not this subject'
[ ! -e "$d/pending.key" ] || fail 'a key that nobody asked for'
live=$(openssl sha256 <"$d/server.pem")

# New keys wait; asked again, it is the same one.
for kind in p256 p384 rsa2048 rsa3072; do
	made='made a new key, pending.key'
	# In an emulator each RSA key takes up to 20 seconds; keys.sh makes one.
	case ${RUN:+$kind} in
	rsa*)
		waits "${kind#rsa}"
		made='using the existing pending.key'
		;;
	esac
	asks --key-type "$kind" --names "a.$kind.example.org, fd00::1"
	says "$made"
	mode "$d/pending.key" 600
	of "$d/pending.key"
	grep -q "DNS:a.$kind.example.org, IP Address:FD00:0:0:0:0:0:0:1" \
	    "$TMP/text" || fail 'not these names'
	asks --key-type "$kind"
	says 'using the existing pending.key'
	of "$d/pending.key"
done
asks
of "$d/pending.key"
grep -q '3072 bit' "$TMP/text" || fail 'not of this kind'
chmod 644 "$d/pending.key"
asks
says 'pending.key: was readable by others; its mode is now 0600'
mode "$d/pending.key" 600
cp "$TMP/csr" "$pki/csr1"
cp "$d/pending.key" "$pki/k1.key"
asks --new-key
of "$d/pending.key"
cp "$TMP/csr" "$pki/csr2"
cp "$d/pending.key" "$pki/k2.key"
cmp -s "$pki/k1.key" "$d/pending.key.prev" || fail 'the first key is lost'
[ "$live" = "$(openssl sha256 <"$d/server.pem")" ] || fail 'server.pem changed'
want 2 ensure

# The certificate of each finds its key.
key root rsa2048
sign root root "$ca_ext"
for n in 1 2; do
	openssl x509 -req -in "$pki/csr$n" -CA "$pki/root.pem" -CAkey \
	    "$pki/root.key" -copy_extensions copy -days 50 -set_serial "$n" \
	    -out "$pki/k$n.pem" 2>/dev/null
done
put 0 k1.pem root.pem
says 'the key from pending.key.prev'
chain k1
[ ! -e "$d/pending.key.prev" ] || fail 'the key stays although it serves'
[ "$live" = "$(openssl sha256 <"$d/server.pem.prev")" ] || fail 'no .prev'
put 0 k2.pem root.pem
says 'the key from pending.key,'
chain k2
[ ! -e "$d/pending.key" ] || fail 'the key stays although it serves'
openssl verify -x509_strict -purpose sslserver -CAfile "$pki/root.pem" \
    "$d/server.pem" >"$TMP/said" 2>&1 || fail 'openssl refuses it'
mode "$d/issued.key" 600
asks
of "$d/server.pem"

# Both are renewed by their CA at any time, whatever serves by then.
want 0 own
want 0 renew --new-key
want 0 renew --new-key
for n in 1 2; do
	openssl x509 -req -in "$pki/csr$n" -CA "$pki/root.pem" -CAkey \
	    "$pki/root.key" -copy_extensions copy -days 51 -set_serial 1"$n" \
	    -out "$pki/k$n.pem" 2>/dev/null
	put 0 "k$n.pem" root.pem
	chain "k$n"
done
# So is one for a key of the device's own that is the previous one.
want 0 own
asks
cp "$TMP/csr" "$pki/csr3"
cp "$d/server.pem" "$pki/k3.key"
openssl x509 -req -in "$pki/csr3" -CA "$pki/root.pem" -CAkey \
    "$pki/root.key" -copy_extensions copy -days 50 -set_serial 3 \
    -out "$pki/k3.pem" 2>/dev/null
want 0 renew --new-key
put 0 k3.pem root.pem
says 'the key from server.pem.prev'
put 0 k2.pem root.pem
want 0 own
put 0 k2.pem root.pem
says 'the key from issued.key,'

# To a file, of the caller's folder.
cd "$TMP"
case $THIMBLE_CERT in
/*) program=$THIMBLE_CERT ;;
*) program=$OLDPWD/$THIMBLE_CERT ;;
esac
${RUN:-} "$program" request --config "$conf" --out here.csr >"$TMP/said" 2>&1
cd "$OLDPWD"
cp "$TMP/here.csr" "$TMP/csr"
judged
want 1 request --out "$TMP/no/such/folder"
says 'No such file'

# An older request is written over, whole or cut off; nothing else is.
want 0 request --out "$TMP/here.csr"
head -c 20 "$TMP/csr" >"$TMP/here.csr"
want 0 request --out "$TMP/here.csr"
cp "$TMP/here.csr" "$TMP/csr"
judged
want 0 request --out /dev/null
cert request --config "$conf" --out /dev/stdout 2>"$TMP/said" | cat \
    >"$TMP/csr"
judged
# Opened once: what was judged is what is written, and who reads a pipe is not
# told of its end before there was anything.
once()
{
	strace -s 500 -o "$TMP/trace" -e trace=open,openat ${RUN:+"$RUN"} \
	    "$THIMBLE_CERT" request --config "$conf" --out "$TMP/$1" \
	    >"$TMP/said" 2>&1 || fail "request: exit status $?"
	[ "$(grep -c "\"[^\"]*/$1\"" "$TMP/trace")" -eq 1 ] ||
	    fail "opened more than once: $(cat "$TMP/trace")"
}
once here.csr
mkfifo "$TMP/fifo"
cat "$TMP/fifo" >"$TMP/csr" &
once fifo
wait $!
judged
# Not through a link, whatever it leads to.
ln -s "$TMP/empty" "$TMP/to-empty"
for empty in no yes; do
	[ "$empty" = no ] || : >"$TMP/empty"
	want 1 request --out "$TMP/to-empty"
	says 'is a symbolic link, which is not followed'
	[ ! -s "$TMP/empty" ] || fail 'wrote through a link'
done
cat "$TMP/csr" "$pki/root.key" >"$TMP/both"
for file in "$d/server.pem" "$d/ca.key" "$d/pending.key" \
    "$TMP/both" "$conf"; do
	before=$(openssl sha256 <"$file") || before=
	want 1 request --new-key --out "$file"
	says 'not overwritten: it holds something other than a request'
	[ -z "$before" ] || [ "${file##*/}" = pending.key ] ||
	    [ "$before" = "$(openssl sha256 <"$file")" ] || fail "lost: $file"
done
openssl pkey -in "$d/pending.key" -noout || fail 'the key that waits is lost'
rm "$d"/pending.key*
want 64 request --key-type rsa1024
says 'p256, p384, rsa2048, rsa3072 or rsa4096'
want 64 request --names 'a b_c'
want 64 request --names bücher.example
says 'IDN as xn--'
want 64 request --names ' '
want 64 request operand

# Addresses alone: no subject.
configure 'names = router'
asks --names 10.0.0.1
grep -q 'Subject: *$' "$TMP/text" || fail 'a subject'
grep -q 'Alternative Name: critical' "$TMP/text" || fail 'not critical'

# What a run that was cut off left is cleaned.
: >"$d/.pending.key.new"
cert ensure --config "$conf" >"$TMP/said" 2>&1 || [ $? -eq 2 ] || fail ensure
[ ! -e "$d/.pending.key.new" ] || fail 'left over'
