#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What must not be served is refused: one sentence with the block and the
# reason, and no file changed.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh
# shellcheck source=tests/lib/ca.sh
. tests/lib/ca.sh

configure 'names = mail.example.org'
want 0 ensure
key root rsa2048
sign root root "$ca_ext"
key inter p384
sign inter root "$ca_ext"
key leaf p256
cp "$pki/leaf.key" "$pki/k"

# leaf EXTENSIONS [OPTION...]: leaf.pem anew.
leaf()
{
	sign leaf inter "$@"
}

# Dates.
leaf "$leaf_ext" -days -1
refuses 'leaf.pem, block 1 (CN=leaf,O=Example): expired on 20' --key k \
    leaf.pem inter.pem
leaf "$leaf_ext"
cp "$pki/inter.pem" "$pki/kept"
sign inter root "$ca_ext" -days -1
refuses 'inter.pem, block 1 (CN=inter,O=Example): expired on 20' --key k \
    leaf.pem inter.pem
cp "$pki/kept" "$pki/inter.pem"
mkdir "$pki/ca"
: >"$pki/ca/index.txt"
cat >"$pki/ca.conf" <<CONF
[ca]
default_ca = x
[x]
database = $pki/ca/index.txt
new_certs_dir = $pki/ca
rand_serial = yes
default_md = sha256
policy = p
[p]
commonName = supplied
organizationName = optional
CONF
printf '%s\n' "$leaf_ext" >"$pki/ext"
openssl req -new -key "$pki/k" -subj /CN=later -out "$pki/csr"
openssl ca -batch -config "$pki/ca.conf" -cert "$pki/inter.pem" -keyfile \
    "$pki/inter.key" -in "$pki/csr" -startdate 20480101000000Z -enddate \
    20490101000000Z -extfile "$pki/ext" -notext -out "$pki/later.pem" \
    2>/dev/null
refuses 'later.pem, block 1 (CN=later): not valid before 2048-01-01T00:00:00Z' \
    --key k later.pem inter.pem

# What it is for.
leaf "$(printf '%s\n' "$leaf_ext" | sed 's/serverAuth/clientAuth/')"
refuses 'not issued for servers' --key k leaf.pem inter.pem
leaf "$(printf '%s\n' "$leaf_ext" | sed 's/digitalSig.*/keyAgreement/')"
refuses 'may not sign handshakes' --key k leaf.pem inter.pem
leaf "$ca_ext"
refuses 'leaf.pem, block 1 (CN=leaf,O=Example): is a CA certificate' \
    --key k leaf.pem inter.pem
leaf "$leaf_ext"
refuses 'inter.pem, block 1 (CN=inter,O=Example): a CA certificate' \
    inter.pem root.pem

# Keys.
key other p256
refuses 'other.key, block 1: this private key does not match' --key other.key \
    leaf.pem inter.pem
refuses 'leaf.pem, block 1 (CN=leaf,O=Example): its private key is neither' \
    leaf.pem inter.pem
refuses 'inter.pem: no private key in it' --key inter.pem leaf.pem
key weak rsa1024
cn=weak sign weak root "$leaf_ext"
refuses 'weak.pem, block 1 (CN=weak,O=Example): an RSA key must have 2048' \
    --key weak.key weak.pem
key weakca rsa1024
sign weakca root "$ca_ext"
as under leaf
sign under weakca "$leaf_ext"
refuses 'weakca.pem, block 1 (CN=weakca,O=Example): an RSA key must have' \
    --key k under.pem weakca.pem
for kind in p521 k1; do
	key "$kind" "$kind"
	sign "$kind" root "$leaf_ext"
	refuses "$kind.pem, block 1: certificate: its key type is not" \
	    "$kind.pem"
	refuses "$kind.key, block 1: a private key that is damaged or not" \
	    --key "$kind.key" leaf.pem
done

# A copy in bent.der, whose last byte is another: of a certificate it belongs to
# the signature.
bend()
{
	size=$(stat -c %s "$1")
	last=$(tail -c 1 "$1" | od -An -tu1)
	head -c $((size - 1)) "$1" >"$pki/bent.der"
	# shellcheck disable=SC2059 # an octal number
	printf "\\$(printf %03o $((last ^ 1)))" >>"$pki/bent.der"
}

# Signatures.
for hash in sha1 md5; do
	sign leaf root "$leaf_ext" "-$hash"
	refuses 'leaf.pem, block 1: certificate: signed with SHA-1, MD5 or' --key k \
	    leaf.pem inter.pem
done
# Also of a CA, unless it is a root: those between are sent to clients.
for hash in sha1 md5; do
	cn=inter sign inter root "$ca_ext" "-$hash"
	leaf "$leaf_ext"
	refuses 'inter.pem, block 1: certificate: signed with SHA-1, MD5 or' \
	    --key k leaf.pem inter.pem
done
cp "$pki/kept" "$pki/inter.pem"
leaf "$leaf_ext"
key odd p256
cn=toor sign odd root "$ca_ext" -sha1
refuses 'odd.pem, block 1: certificate: signed with SHA-1, MD5 or' --key k \
    leaf.pem inter.pem odd.pem
key imp p384
cn=inter sign imp root "$ca_ext"
refuses "imp.pem, block 1 (CN=inter,O=Example): has the issuer's name, but" \
    --key k leaf.pem imp.pem
openssl x509 -in "$pki/leaf.pem" -outform DER -out "$pki/leaf.der"
bend "$pki/leaf.der"
refuses 'but its key did not sign the certificate below' --key k bent.der \
    inter.pem
as self leaf
sign self self "$leaf_ext"
openssl x509 -in "$pki/self.pem" -outform DER -out "$pki/self.der"
bend "$pki/self.der"
refuses 'bent.der (CN=self,O=Example): its self-signature is invalid' --key k \
    bent.der

# Chains that do not connect, or may not.
key low p384
sign low inter "$ca_ext"
as deep leaf
sign deep low "$leaf_ext"
refuses 'inter.pem, block 1 (CN=inter,O=Example): not part of the' --key k \
    deep.pem inter.pem
key stray p384
sign stray root "$ca_ext"
refuses 'stray.pem, block 1 (CN=stray,O=Example): not part of the' --key k \
    leaf.pem inter.pem stray.pem
sign inter root "$(printf '%s\n' "$ca_ext" | sed 's/TRUE/TRUE,pathlen:0/')"
refuses 'inter.pem, block 1 (CN=inter,O=Example): its path length allows' \
    --key k deep.pem low.pem inter.pem
sign inter root "$(printf '%s\n' "$ca_ext" | sed 's/keyCertSign,//')"
refuses 'signed another certificate but is not a CA or may not sign' --key k \
    leaf.pem inter.pem
sign inter root "$ca_ext
nameConstraints=critical,permitted;DNS:example.com"
refuses 'its name constraints do not permit mail.example.org' --key k leaf.pem \
    inter.pem
sign inter root "$ca_ext"
as twin other
sign twin inter "$leaf_ext"
refuses 'twin.pem, block 1 (CN=twin,O=Example): a second server' --key k \
    leaf.pem inter.pem twin.pem

# Bytes.
sed '5s/^./!/' "$pki/leaf.pem" >"$pki/x"
refuses 'x, block 1: damaged base64' --key k x inter.pem
{ cat "$pki/inter.pem"; sed '/END/d' "$pki/leaf.pem"; } >"$pki/x"
refuses 'x, block 2: its END line is missing' --key k x
{ cat "$pki/leaf.der"; echo; } >"$pki/x"
refuses 'x: neither PEM nor DER, or truncated, or followed by other data' \
    --key k x
head -c 200 "$pki/leaf.der" >"$pki/x"
refuses 'x: neither PEM nor DER, or truncated' --key k x
{ echo '-----BEGIN CERTIFICATE-----'; { cat "$pki/leaf.der"; echo; } | base64
echo '-----END CERTIFICATE-----'; } >"$pki/x"
refuses 'x, block 1: truncated or followed by other data' --key k x
echo hello >"$pki/x"
refuses 'x: neither PEM nor DER' --key k x
: >"$pki/x"
refuses 'x: empty' --key k x
refuses 'missing: No such file' --key k missing
refuses 'No such file' --key missing leaf.pem
head -c 70000 /dev/zero >"$pki/x"
refuses 'x: File too large' x
iconv -t UTF-16 "$pki/leaf.pem" >"$pki/x"
refuses 'x: UTF-16; save it as plain text' --key k x
iconv -t UTF-16LE "$pki/leaf.pem" >"$pki/x"
refuses 'x: UTF-16; save it as plain text' --key k x
sed 's/^/> /' "$pki/leaf.pem" >"$pki/x"
refuses 'x, block 1: damaged base64' --key k x

# Other formats, with the line that converts them.
openssl pkcs12 -export -inkey "$pki/k" -in "$pki/leaf.pem" -passout pass:x \
    -out "$pki/x.p12"
refuses 'x.p12: a PKCS#12 file with a passphrase; add --passphrase-file' x.p12
openssl pkcs12 -export -inkey "$pki/k" -in "$pki/leaf.pem" -passout pass:x \
    -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -out "$pki/old.p12"
refuses 'old.p12: a PKCS#12 file with an old or rare cipher; type: openssl p' \
    old.p12
openssl pkcs12 -export -inkey "$pki/k" -in "$pki/leaf.pem" -passout pass:x \
    -certpbe AES-256-CBC -keypbe PBE-SHA1-3DES -out "$pki/half.p12"
printf 'x\n' >"$pki/pass"
refuses 'half.p12: encrypted with an old or rare cipher; type: openssl pkcs8' \
    --passphrase-file pass half.p12
printf 'y\n' >"$pki/pass"
refuses 'x.p12: the passphrase is wrong' --passphrase-file pass x.p12
openssl crl2pkcs7 -nocrl -certfile "$pki/leaf.pem" -out "$pki/x.p7b"
openssl crl2pkcs7 -nocrl -outform DER -out "$pki/none.p7b"
refuses 'none.p7b: a PKCS#7 bundle that cannot be read; type: openssl pkcs7' \
    --key k none.p7b
# As NSS and CMS write it, with lengths at the end.
printf '\060\200\002\001\003\060\200\006' >"$pki/ber.p12"
refuses 'ber.p12: a PKCS#12 file that cannot be read; type' ber.p12
openssl cms -sign -stream -nodetach -signer "$pki/leaf.pem" -inkey "$pki/k" \
    -in "$pki/ext" -outform DER -out "$pki/ber.p7b" 2>/dev/null
[ "$(head -c 2 "$pki/ber.p7b" | od -An -tx1)" = ' 30 80' ] || fail 'no BER'
refuses 'ber.p7b: a PKCS#7 bundle that cannot be read; type' --key k ber.p7b
# As text. GnuTLS counts to 600000 for a passphrase, too much in an emulator.
if [ -n "${RUN:-}" ]; then
	{ echo '-----BEGIN PKCS12-----'; base64 "$pki/x.p12"
	echo '-----END PKCS12-----'; } >"$pki/text.p12"
else
	certtool --to-p12 --load-privkey "$pki/k" --load-certificate \
	    "$pki/leaf.pem" --password x --p12-name x --pkcs-cipher aes-256 \
	    --outfile "$pki/text.p12" 2>/dev/null
fi
refuses 'text.p12, block 1: a PKCS#12 file with a passphrase; add' text.p12
printf '\376\355\376\355\0\0\0\002\0\0' >"$pki/x.jks"
refuses 'x.jks: a Java keystore; type: keytool -importkeystore' x.jks
openssl x509 -in "$pki/leaf.pem" -addtrust serverAuth -trustout \
    -out "$pki/x.pem"
refuses 'x.pem, block 1: contains OpenSSL trust settings' x.pem
openssl req -new -key "$pki/k" -subj /CN=a -out "$pki/x.csr"
refuses 'none, only a request' --key k x.csr
refuses 'none in the files' k
openssl ec -in "$pki/k" -aes256 -passout pass:x -out "$pki/x.key" 2>/dev/null
printf 'x\n' >"$pki/pass"
refuses 'x.key, block 1: encrypted with an old or rare cipher; type: openssl' \
    --key x.key --passphrase-file pass leaf.pem inter.pem
openssl pkcs8 -topk8 -scrypt -in "$pki/k" -passout pass:x -out "$pki/x.key"
refuses 'x.key, block 1: encrypted with an old or rare cipher' \
    --key x.key --passphrase-file pass leaf.pem inter.pem
openssl pkcs8 -topk8 -v2 des3 -in "$pki/k" -passout pass:x -out "$pki/x.key"
refuses 'x.key, block 1: encrypted with an old or rare cipher' \
    --key x.key --passphrase-file pass leaf.pem inter.pem
: >"$pki/pass"
refuses 'pass: its first line is empty' --key k --passphrase-file pass leaf.pem

# The line that the sentence gives does convert.
openssl ec -in "$pki/k" -aes256 -passout pass:x -out "$pki/x.key" 2>/dev/null
openssl pkcs8 -topk8 -v2 aes256 -v2prf hmacWithSHA256 -in "$pki/x.key" \
    -passin pass:x -passout pass:x -out "$pki/key.pem"
printf 'x' >"$pki/pass"
put 0 --key key.pem --passphrase-file pass leaf.pem inter.pem
chain leaf inter
openssl pkcs12 -in "$pki/old.p12" -passin pass:x -nodes -out "$pki/all.pem"
put 0 all.pem
chain leaf
# Current files with key and certificate need none: binary, text, with a chain,
# with an empty passphrase, without any.
put 2 --passphrase-file pass x.p12
put 2 --passphrase-file pass text.p12
openssl pkcs12 -export -inkey "$pki/k" -in "$pki/leaf.pem" -passout pass:x \
    -certfile "$pki/inter.pem" -out "$pki/chain.p12"
put 0 --passphrase-file pass chain.p12
chain leaf inter
openssl pkcs12 -export -inkey "$pki/k" -in "$pki/leaf.pem" -passout pass: \
    -certfile "$pki/inter.pem" -out "$pki/x.p12"
put 2 x.p12
openssl pkcs12 -export -inkey "$pki/k" -in "$pki/leaf.pem" -passout pass:x \
    -certfile "$pki/inter.pem" -keypbe NONE -certpbe NONE -nomac \
    -out "$pki/x.p12"
put 2 x.p12
openssl pkcs7 -print_certs -inform DER -in "$pki/ber.p7b" \
    -out "$pki/chain.pem"
put 0 chain.pem
# A bundle with lengths needs no such line, as text or not.
put 2 x.p7b
openssl pkcs7 -in "$pki/x.p7b" -outform DER -out "$pki/x.p7c"
put 2 x.p7c
openssl crl2pkcs7 -nocrl -certfile "$pki/inter.pem" \
    -certfile "$pki/leaf.pem" -outform DER -out "$pki/both.p7b"
put 0 both.p7b
chain leaf inter
put 64
says 'no certificate file given'

# What this server does not do.
leaf "$leaf_ext
tlsfeature=status_request"
refuses 'leaf.pem, block 1 (CN=leaf,O=Example): requires OCSP stapling' --key \
    k leaf.pem inter.pem
put 0 --force --key k leaf.pem inter.pem
want 1 check
says 'requires OCSP stapling'
! ${RUN:-} "$THIMBLE" --check -p "$d/server.pem" >"$TMP/said" 2>&1 ||
    fail '--check takes must-staple for good'
says 'must-staple'
for feature in status_request_v2 1234,17; do
	leaf "$leaf_ext
tlsfeature=$feature"
	refuses 'requires OCSP stapling' --key k leaf.pem inter.pem
done
leaf "$leaf_ext
tlsfeature=1234"
put 0 --key k leaf.pem inter.pem
