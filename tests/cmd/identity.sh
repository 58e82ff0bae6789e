#!/bin/sh
# SPDX-License-Identifier: MIT
#
# thimble --check: every kind of PEM file that OpenSSL can make, the sentence
# that it gets and the exit status.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

cd_to()
{
	mkdir -p "$TMP/$1"
	cd "$TMP/$1"
}

top=$PWD
case $THIMBLE in
/*) ;;
*) THIMBLE=$top/$THIMBLE ;;
esac

# key NAME ALGORITHM [OPTION]: NAME.key in PKCS#8.
key()
{
	name=$1 algorithm=$2
	shift 2
	openssl genpkey -quiet -algorithm "$algorithm" ${1:+-pkeyopt "$1"} \
	    -out "$name.key" 2>"$TMP/said" ||
	openssl genpkey -algorithm "$algorithm" ${1:+-pkeyopt "$1"} \
	    -out "$name.key" 2>"$TMP/said" || fail "no key $name"
}

# crt NAME [KEY] [OPTION...]: NAME.crt, self-signed with KEY.
crt()
{
	name=$1 with=${2:-$1}
	shift $(($# > 1 ? 2 : 1))
	openssl req -x509 -new -key "$with.key" -subj "/CN=$name" -days 30 \
	    -out "$name.crt" "$@" 2>"$TMP/said" || fail "no crt $name"
}

# under NAME CA [OPTION...]: NAME.crt, signed by CA.
under()
{
	name=$1 ca=$2
	shift 2
	openssl req -new -key "$name.key" -subj "/CN=$name" -out "$name.csr"
	openssl x509 -req -in "$name.csr" -CA "$ca.crt" -CAkey "$ca.key" \
	    -days 30 -out "$name.crt" "$@" 2>"$TMP/said" ||
	    fail "no crt $name under $ca"
}

check()
{
	got=0
	${RUN:+"$RUN"} "$THIMBLE" --check -p "$pem" >"$TMP/said" 2>"$TMP/err" ||
	    got=$?
	[ ! -s "$TMP/err" ] || fail "words on stderr: $(cat "$TMP/err")"
}

# good FILE...: together they are a PEM file without fault.
taken()
{
	cat "$@" >"$pem"
	check
	[ "$got" -eq 0 ] || fail "$*: exit status $got, not 0"
	[ "$(cat "$TMP/said")" = "$pem: good" ] || fail "$*: is good"
}

# refused SENTENCE FILE...: together they get this and exit status 1.
refused()
{
	sentence=$1
	shift
	cat "$@" >"$pem"
	check
	[ "$got" -eq 1 ] || fail "$*: exit status $got, not 1"
	grep -qF -e "$sentence" "$TMP/said" || fail "$*: not: $sentence"
	[ "$(wc -l <"$TMP/said")" -eq 1 ] || fail "$*: more than one line"
}

umask 077
cd_to work
pem=$TMP/work/server.pem

key p256 EC ec_paramgen_curve:P-256
key p384 EC ec_paramgen_curve:P-384
key rsa2048 RSA rsa_keygen_bits:2048
key rsa3072 RSA rsa_keygen_bits:3072
key other EC ec_paramgen_curve:P-256
for name in p256 p384 rsa2048 rsa3072 other; do
	crt "$name"
	taken "$name.key" "$name.crt"
	taken "$name.crt" "$name.key"
done

# The forms that tools write keys in.
openssl ec -in p256.key -out sec1.key 2>/dev/null
taken sec1.key p256.crt
openssl ecparam -name prime256v1 -out params
taken params sec1.key p256.crt
openssl rsa -in rsa2048.key -traditional -out pkcs1.key 2>/dev/null
grep -q 'BEGIN RSA PRIVATE KEY' pkcs1.key || fail 'no PKCS#1 form'
taken pkcs1.key rsa2048.crt

# Text around and between, lines that end in CR LF, no last newline.
openssl x509 -in p256.crt -text -out text.crt
echo 'This is my key, it is not ENCRYPTED. Ünicode.' >note
taken note p256.key note text.crt note
sed 's/$/\r/' p256.key >crlf.key
sed 's/$/\r/' p256.crt >crlf.crt
taken crlf.key crlf.crt
printf %s "$(cat p256.crt)" >bare.crt
taken p256.key bare.crt
# A second key is not looked at.
taken p256.key p256.crt other.key

# Chains: in any order, with the root or without it, with others in between.
key root RSA rsa_keygen_bits:2048
key inter EC ec_paramgen_curve:P-384
key leaf EC ec_paramgen_curve:P-256
crt root
under inter root
under leaf inter
taken leaf.key leaf.crt inter.crt root.crt
taken root.crt inter.crt leaf.crt leaf.key
taken inter.crt leaf.key other.crt leaf.crt
taken leaf.key leaf.crt
for hash in sha384 sha512; do
	under leaf inter -$hash
	taken leaf.key leaf.crt inter.crt
done

# Keys that cannot serve.
no_type='private key: the PRIVATE KEY block is damaged or of an unknown type'
key rsa1024 RSA rsa_keygen_bits:1024
crt rsa1024
refused 'private key: an RSA key must have 2048 to 4096 bits' \
    rsa1024.key rsa1024.crt
for kind in EC:ec_paramgen_curve:P-521 EC:ec_paramgen_curve:secp256k1 \
    ED25519: RSA-PSS:rsa_keygen_bits:2048; do
	key odd "${kind%%:*}" "${kind#*:}"
	crt odd
	refused "$no_type" odd.key odd.crt
done
key x25519 X25519
openssl x509 -new -force_pubkey x25519.key -key root.key -subj /CN=x \
    -days 30 -out x25519.crt 2>/dev/null || {
	openssl pkey -in x25519.key -pubout -out x25519.pub
	openssl req -new -key leaf.key -subj /CN=x -out x.csr
	openssl x509 -req -in x.csr -force_pubkey x25519.pub -CA root.crt \
	    -CAkey root.key -days 30 -out x25519.crt 2>/dev/null
}
refused 'private key: it cannot sign; P-256, P-384 and RSA keys can' \
    x25519.key x25519.crt

# A passphrase, in both forms of an encrypted key.
typed='it has a passphrase, which a service cannot enter'
openssl pkcs8 -topk8 -in p256.key -passout pass:secret -out locked.key
grep -q 'BEGIN ENCRYPTED' locked.key || fail 'no encrypted key'
refused "$typed" locked.key p256.crt
openssl ec -in p256.key -aes128 -passout pass:secret -out locked.key \
    2>/dev/null
grep -q 'Proc-Type: 4,ENCRYPTED' locked.key || fail 'no encrypted key'
refused "$typed" locked.key p256.crt
openssl rsa -in rsa2048.key -traditional -aes256 -passout pass:secret \
    -out locked.key 2>/dev/null
refused "$typed" locked.key rsa2048.crt

# Parts that are missing, damaged, or of different files.
: >empty
refused 'private key: the file has no PRIVATE KEY block' empty
refused 'private key: the file has no PRIVATE KEY block' p256.crt
refused 'certificate: the file has no CERTIFICATE block' p256.key
refused 'certificate: none in the file matches the private key' \
    p256.key other.crt
refused 'certificate: none in the file matches the private key' \
    p256.key rsa2048.crt inter.crt
sed '3s/./!/' p256.crt >bad.crt
refused 'certificate block 1: damaged base64' p256.key bad.crt
refused 'certificate block 2: damaged base64' p256.key p256.crt bad.crt
sed '2s/./A/g' p256.crt >bad.crt
refused 'certificate block 1: ' p256.key bad.crt
head -n 4 p256.crt >bad.crt
refused 'certificate block 1: damaged base64' p256.key bad.crt
sed '2s/./A/g' p256.key >bad.key
refused "$no_type" bad.key p256.crt
head -n 2 p256.key >bad.key
refused "$no_type" p256.crt bad.key
printf 'a\0b\n' >nul
refused 'PEM file: it contains NUL bytes' nul p256.key p256.crt
refused 'PEM file: it contains NUL bytes' p256.key p256.crt nul
openssl x509 -in p256.crt -outform DER -out p256.der
refused ': ' p256.der

# Old hashes; signatures that are wrong, which only --check looks for.
crt weak p256 -sha1
refused 'certificate block 1: signed with SHA-1, MD5 or another unsupported' \
    p256.key weak.crt
# It has the name of inter and was signed by root, with another key.
openssl req -new -key other.key -subj /CN=inter -out forged.csr
openssl x509 -req -in forged.csr -CA root.crt -CAkey root.key -days 30 \
    -out forged.crt 2>/dev/null
refused 'a certificate was not signed by the next one' leaf.key leaf.crt \
    forged.crt
openssl x509 -in p256.crt -outform DER -out bad.der
bytes=$(wc -c <bad.der)
{
	head -c $((bytes - 1)) bad.der
	tail -c 1 bad.der | tr '\0-\377' '\1-\377\0'
} >changed.der
openssl x509 -inform DER -in changed.der -out bad.crt
refused "its self-signature is invalid" p256.key bad.crt

# Too much: certificates, bytes of chain, bytes of file.
refused 'certificate block 11: too many certificates' p256.key p256.crt \
    other.crt other.crt other.crt other.crt other.crt other.crt other.crt \
    other.crt other.crt other.crt
key rsa4096 RSA rsa_keygen_bits:4096
crt rsa4096
taken rsa4096.key rsa4096.crt
# Nine such certificates fit a handshake, but not when one has 8 KB of names.
above=rsa4096
printf 'subjectAltName=DNS:localhost' >names
for n in $(seq 200); do
	printf ',DNS:host-%04d.a-rather-long-name.example.net' "$n" >>names
done
set --
for i in 1 2 3 4 5 6 7 8; do
	cp rsa4096.key long$i.key
	under long$i $above
	above=long$i
	set -- "long$i.crt" "$@"
	case $i in
	8)
		taken rsa4096.key "$@" rsa4096.crt
		under long8 long7 -extfile names
		refused ' bytes, but a handshake has room for 16320; leave' \
		    rsa4096.key "$@" rsa4096.crt
		;;
	esac
done
yes 'a line of text that only takes room' | head -c 33000 >long
refused ': ' long p256.key p256.crt
grep -qF 'File too large' "$TMP/said" || fail 'a long file is not too large'

# What is in order but should be mended.
cat p256.key p256.crt >"$pem"
for mode in 640 604 644; do
	chmod $mode "$pem"
	check
	grep -qF "Wrong permissions on $pem: others can read the private key" \
	    "$TMP/said" || fail "mode $mode: nothing said"
	grep -qF 'type: chmod 600' "$TMP/said" || fail "mode $mode: no advice"
done
for mode in 620 602 666; do
	chmod $mode "$pem"
	check
	[ "$got" -eq 1 ] || fail "mode $mode: exit status $got, not 1"
	grep -qF 'others can write to it' "$TMP/said" || fail "mode $mode: no"
done
chmod 400 "$pem"
check
[ "$got" -eq 0 ] || fail "mode 400: exit status $got, not 0"

# No file at all.
for pem in "$TMP/none.pem" /dev/null; do
	check
	[ "$got" -eq 1 ] || fail "$pem: exit status $got, not 1"
	grep -qF "open $pem: " "$TMP/said" || fail "$pem: not named"
done
# A folder wants a default.pem: see thimble(8).
mkdir "$TMP/names"
pem=$TMP/names
check
[ "$got" -eq 1 ] || fail "$pem: exit status $got, not 1"
grep -qF "no certificate in $pem: " "$TMP/said" || fail "$pem: not named"
