#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Chains: leaves of every kind under RSA CAs, one of six with RSA 4096, one
# that does not fit a handshake.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh
# shellcheck source=tests/lib/ca.sh
. tests/lib/ca.sh

configure 'names = mail.example.org'
key root rsa4096
sign root root "$ca_ext"
above=root
for n in 1 2 3 4 5 6 7; do
	as "i$n" root
	sign "i$n" "$above" "$ca_ext" -sha512
	above=i$n
done

# served CERTIFICATE...: by the wrapper, to a client that checks it all.
served()
{
	chain "$@"
	want 0 check
	openssl verify -x509_strict -purpose sslserver -CAfile \
	    "$pki/root.pem" -untrusted "$d/server.pem" "$d/server.pem" \
	    >"$TMP/said" 2>&1 || fail "openssl refuses: $*"
}

for kind in p256 p384 rsa2048 rsa4096; do
	key "leaf-$kind" "$kind"
	sign "leaf-$kind" i1 "$leaf_ext"
	put 0 i1.pem root.pem "leaf-$kind.pem" --key "leaf-$kind.key"
	served "leaf-$kind" i1
done

key leaf p256
sign leaf i5 "$leaf_ext"
put 0 i3.pem i5.pem i1.pem root.pem leaf.pem i4.pem i2.pem --key leaf.key
says '6 certificates'
served leaf i5 i4 i3 i2 i1

# A leaf of 9 KB.
names=
for n in $(seq -w 200); do
	names="$names,DNS:host-0$n.a-rather-long-name.example.net"
done
sign leaf i6 "$leaf_ext$names"
refuses 'bytes; a handshake has room for 10 with 16320' i6.pem i3.pem i5.pem \
    i1.pem leaf.pem i4.pem i2.pem
says 'the chain is too large: 7 certificates with'
# As far as it fits: the client has to know the rest.
put 0 i6.pem i3.pem i5.pem leaf.pem i4.pem i2.pem
chain leaf i6 i5 i4 i3 i2
cat "$pki"/i?.pem "$pki"/leaf*.pem "$pki"/i?.pem "$pki/root.pem" >"$pki/all"
refuses 'a second server' all

# More than a person can mean.
for n in 1 2 3 4 5 6 7 8 9; do
	cn=many$n sign i7 root "$ca_ext"
	cat "$pki/i7.pem" >>"$pki/many"
	cn=many$n sign i7 i1 "$ca_ext"
	cat "$pki/i7.pem" >>"$pki/many"
done
refuses 'many, block 17: too many certificates' many
