#!/bin/sh
# SPDX-License-Identifier: MIT
#
# CAs between leaf and root whose keys mbedTLS cannot use: taken, judged as far
# as that goes, and what was not verified is said.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh
# shellcheck source=tests/lib/ca.sh
. tests/lib/ca.sh

configure 'names = mail.example.org'
said='its signature was not verified: its kind of key cannot be used here'
key root p256
key leaf p256
sign root root "$ca_ext"

# In install's words, check's and the wrapper's.
for kind in p521 k1 explicit ed25519 ed448 rsa8192; do
	key "$kind" "$kind"
	sign "$kind" root "$ca_ext"
	sign leaf "$kind" "$leaf_ext"
	put 0 "$kind.pem" leaf.pem root.pem --key leaf.key
	says "thimble-cert: warning: CN=$kind,O=Example: $said"
	chain leaf "$kind"
	want 0 check
	says "skip  chain: $said"
	want 0 check --json
	says "chain\",\"good\":true,\"why\":\"$said\""
	want 0 show
	${RUN:-} "$THIMBLE" --check -p "$d/server.pem" -l /bin/cat \
	    >"$TMP/said" 2>&1 || fail "$kind: --check"
	says 'a signature in the chain was not verified'
	# And below another of its kind, which signed with it.
	[ "$kind" != ed25519 ] || {
		key second ed25519
		sign second ed25519 "$ca_ext"
		sign leaf second "$leaf_ext"
		put 0 leaf.pem ed25519.pem second.pem --key leaf.key
		chain leaf second ed25519
		want 0 check
	}
done

# What can be judged is: names, marks, dates, limits, key identifiers.
key other ed448
cn=ed448 sign other root "$ca_ext"
sign leaf ed448 "$leaf_ext"
refuses "has the issuer's name, but its key did not sign" leaf.pem other.pem \
    --key leaf.key
sign other root "$leaf_ext"
sign leaf other "$leaf_ext"
refuses 'its key type is not supported' leaf.pem other.pem \
    --key leaf.key
sign other root "$ca_ext" -days 0
sign leaf other "$leaf_ext"
sleep 1
refuses 'expired on' leaf.pem other.pem --key leaf.key
sign other root "$(printf '%s' "$ca_ext" | sed 's/keyCertSign,//')"
sign leaf other "$leaf_ext"
refuses 'is not a CA or may not sign' leaf.pem other.pem --key leaf.key
sign other root "$ca_ext
nameConstraints=critical,permitted;DNS:example.com"
sign leaf other "$leaf_ext"
refuses 'name constraints do not permit mail.example.org' leaf.pem other.pem \
    --key leaf.key
sign other root "$ca_ext" -sha1
sign leaf other "$leaf_ext"
refuses 'signed with SHA-1' leaf.pem other.pem --key leaf.key
# The leaf's own key is one of ours.
key odd ed25519
sign odd root "$leaf_ext"
refuses 'its key type is not supported' odd.pem --key leaf.key

# damaged BYTES OTHER: the intermediate with these bytes changed, of Ed25519.
damaged()
{
	openssl x509 -in "$pki/ed25519.pem" -outform DER | xxd -p |
	    tr -d '\n' | sed "s/$1/$2/" | xxd -r -p >"$pki/bad.der"
	openssl x509 -in "$pki/ed25519.pem" -outform DER |
	    cmp -s - "$pki/bad.der" && fail "nothing changed: $1"
	sign leaf ed25519 "$leaf_ext"
}
# A kind that nobody knows; the key is no BIT STRING, ends too early, too late.
damaged 302a300506032b6570 302a300506032b657f
put 0 leaf.pem bad.der --key leaf.key
for bad in 302a300506032b6570032100/302a300506032b6570042100 \
    302a300506032b6570032100/302a300506032b6570032000 \
    302a300506032b6570032100/302a300506032b6570032200 \
    302a300506032b6570/302a3005060a2b6570 302a300506032b6570/302a302a06032b6570; do
	damaged "${bad%/*}" "${bad#*/}"
	put 1 leaf.pem bad.der --key leaf.key
done
