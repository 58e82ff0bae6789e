# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034,SC2154
# SC2034: what is set here is for the tests; SC2154: cmd.sh sets d and conf.
#
# Keys and certificates by OpenSSL for the tests of `thimble-cert install`, in
# $pki. A certificate's name is that of its files. An RSA key, which takes up to
# seconds to make, is the same for all tests of a run that call it the same.

pki=$TMP/pki
mkdir -p "$pki"
serial=100

# key NAME KIND: p256, p384, p521, k1, explicit, ed25519, ed448, rsa1024 to
# rsa8192.
key()
{
	kept=
	case $2 in
	rsa*) kept=${THIMBLE_WORK:+$THIMBLE_WORK/key-$1-$2} ;;
	esac
	case $2 in
	p256) set -- "$1" EC ec_paramgen_curve:P-256 ;;
	p384) set -- "$1" EC ec_paramgen_curve:P-384 ;;
	p521) set -- "$1" EC ec_paramgen_curve:P-521 ;;
	k1) set -- "$1" EC ec_paramgen_curve:secp256k1 ;;
	explicit) set -- "$1" EC ec_paramgen_curve:P-256 ec_param_enc:explicit ;;
	ed*) set -- "$1" "$2" '' ;;
	# More primes are found sooner.
	rsa8192) set -- "$1" RSA rsa_keygen_bits:8192 rsa_keygen_primes:5 ;;
	rsa*) set -- "$1" RSA "rsa_keygen_bits:${2#rsa}" ;;
	esac
	[ ! -s "$pki/$1.key" ] || return 0
	[ -z "$kept" ] || ! cp "$kept" "$pki/$1.key" 2>/dev/null || return 0
	openssl genpkey -algorithm "$2" ${3:+-pkeyopt "$3"} \
	    ${4:+-pkeyopt "$4"} -out "$pki/$1.key" 2>/dev/null
	[ -z "$kept" ] || {
		cp "$pki/$1.key" "$kept.$$"
		mv "$kept.$$" "$kept"
	}
}

# as NAME OTHER: NAME has OTHER's key.
as()
{
	cp "$pki/$2.key" "$pki/$1.key"
}

ca_ext='basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid'
leaf_ext='basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
subjectAltName=DNS:mail.example.org,DNS:*.example.net'

# sign NAME ISSUER EXTENSIONS [OPTION...]: NAME.pem with NAME.key; ISSUER may
# be NAME itself. OPTION: of `openssl x509 -req`.
sign()
{
	name=$1 by=$2
	serial=$((serial + 1))
	printf '%s\n' "$3" >"$pki/ext"
	shift 3
	openssl req -new -key "$pki/$name.key" -subj "/O=Example/CN=${cn:-$name}" \
	    -out "$pki/csr" 2>/dev/null
	if [ "$by" = "$name" ]; then
		set -- -signkey "$pki/$name.key" "$@"
	else
		set -- -CA "$pki/$by.pem" -CAkey "$pki/$by.key" "$@"
	fi
	openssl x509 -req -in "$pki/csr" -extfile "$pki/ext" \
	    -set_serial "$serial" -days 90 -sha256 "$@" -out "$pki/$name.pem" \
	    2>/dev/null || fail "openssl: no certificate $name"
}

# put FILE...: as install's operands, in the folder of the certificates.
put()
{
	want_in=$PWD
	cd "$pki" || exit
	status=$1
	shift
	case $THIMBLE_CERT in
	/*) program=$THIMBLE_CERT ;;
	*) program=$want_in/$THIMBLE_CERT ;;
	esac
	got=0
	${RUN:-} "$program" install --config "$conf" "$@" >"$TMP/said" 2>&1 ||
	    got=$?
	cd "$want_in" || exit
	[ "$got" -eq "$status" ] ||
	    fail "install $*: exit status $got, not $status"
}

# What lies in the folder, its modes and contents, as one word.
folder()
{
	(cd "$d" && stat -c '%n %a' ./* && sha256sum ./*) | sha256sum
}

# refuses SENTENCE OPERAND...: with status 1, this sentence and no change.
refuses()
{
	sentence=$1
	shift
	before=$(folder)
	put 1 "$@"
	says "$sentence"
	[ "$before" = "$(folder)" ] || fail "install $*: changed something"
	[ "$(grep -c . "$TMP/said")" -eq 1 ] || fail "install $*: not one line"
}

# chain NAME...: the certificates in server.pem are these, in this order.
chain()
{
	: >"$TMP/want"
	for name; do
		openssl x509 -in "$pki/$name.pem" >>"$TMP/want"
	done
	sed -n '/BEGIN CERT/,/END CERT/p' "$d/server.pem" >"$TMP/have"
	cmp -s "$TMP/want" "$TMP/have" || fail "server.pem is not: $*"
	openssl pkey -in "$d/server.pem" -pubout >"$TMP/a" 2>/dev/null
	openssl pkey -in "$pki/$1.key" -pubout >"$TMP/b" 2>/dev/null
	cmp -s "$TMP/a" "$TMP/b" || fail "the key in server.pem is not $1's"
	mode "$d/server.pem" 600
}
