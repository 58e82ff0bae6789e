#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What a person installed is never overwritten, and warned about in time.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

# install DAYS: a certificate of a public CA's kind, with its chain.
install_theirs()
{
	days=$1
	mkdir -p "$d" "$TMP/pki"
	cd "$TMP/pki"
	openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem \
	    -subj '/O=Example/CN=Example Root' -days 4000 2>/dev/null
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -keyout leaf.key -out leaf.csr -subj /CN=mail.example.org \
	    2>/dev/null
	echo 'subjectAltName = DNS:mail.example.org' >ext
	openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -days "$days" \
	    -extfile ext -set_serial 7 -out leaf.pem 2>/dev/null
	cat leaf.pem leaf.key root.pem >"$d/server.pem"
	cd "$OLDPWD"
	chmod 600 "$d/server.pem"
	theirs=$(openssl sha256 <"$d/server.pem")
}

untouched()
{
	[ "$theirs" = "$(openssl sha256 <"$d/server.pem")" ] ||
	    fail 'server.pem was changed'
}

configure 'names = router'
install_theirs 300
want 0 ensure
says "made $d/own.pem (there was none)"
untouched
want 2 ensure
[ ! -s "$TMP/said" ] || fail 'says something'
want 0 show
says 'made by  others'
want 1 check
says 'BAD   name router: not in the certificate'
configure 'names = mail.example.org'
want 0 check
configure '# no names'
want 0 check
configure 'names = router'

# Days do not matter, what is left of its time does: cert/clock.
install_theirs 6
want 2 ensure --quiet
[ ! -s "$TMP/said" ] || fail 'says something'
untouched

install_theirs -1
want 2 ensure
says ': expired; renew it now by hand, or type: thimble-cert own'
untouched
want 1 check

# Neither key nor order nor anything else of it is put right by the machine.
grep -v 'PRIVATE KEY' "$d/server.pem" >"$TMP/x"
cp "$TMP/x" "$d/server.pem"
chmod 600 "$d/server.pem"
theirs=$(openssl sha256 <"$d/server.pem")
want 1 ensure
says 'installed by hand'
untouched

# Over a folder that was ours before.
rm -r "$d"
want 0 ensure
install_theirs 300
ca=$(openssl sha256 <"$d/ca.key")
want 0 ensure
says "made $d/own.pem (there was none)"
want 2 ensure
[ "$theirs" = "$(openssl sha256 <"$d/server.pem")" ] || fail 'overwritten'
[ "$ca" = "$(openssl sha256 <"$d/ca.key")" ] || fail 'CA overwritten'
key=$(public "$d/own.pem")
rm "$d/server.pem"
want 0 ensure
says "restored $d/server.pem: the device's own certificate"
[ "$key" = "$(public "$d/server.pem")" ] || fail 'not the own key'
[ ! -e "$d/own.pem" ] || fail 'twice the same'
good

# A self-signed one of theirs is theirs too.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout "$TMP/k" -out "$TMP/c" -subj '/CN=router' -days 100 2>/dev/null
cat "$TMP/k" "$TMP/c" >"$d/server.pem"
theirs=$(openssl sha256 <"$d/server.pem")
want 0 ensure
[ "$theirs" = "$(openssl sha256 <"$d/server.pem")" ] || fail 'self overwritten'

# Their CA, with its key: used to sign, never made anew.
rm -r "$d"
mkdir "$d"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout "$d/ca.key" -out "$d/ca.pem" -subj '/CN=Office CA' -days 2000 \
    2>/dev/null
chmod 600 "$d/ca.key"
ca=$(print "$d/ca.pem")
want 0 ensure
good
[ "$ca" = "$(print "$d/ca.pem")" ] || fail 'their CA was changed'
openssl verify -CAfile "$d/ca.pem" "$d/server.pem" >/dev/null ||
    fail 'not signed by their CA'
want 2 ensure
# One of theirs that stands below another goes into the chain.
cd "$TMP/pki"
echo 'basicConstraints = critical, CA:TRUE' >ext
openssl req -new -newkey rsa:2048 -nodes -keyout "$d/ca.key" -out ca.csr \
    -subj '/CN=Branch CA' 2>/dev/null
openssl x509 -req -in ca.csr -CA root.pem -CAkey root.key -days 2000 \
    -extfile ext -set_serial 8 -out "$d/ca.pem" 2>/dev/null
chmod 600 "$d/ca.key"
cd "$OLDPWD"
rm "$d/server.pem"
ca=$(print "$d/ca.pem")
want 0 ensure
good
want 2 ensure
[ "$(grep -c 'BEGIN CERT' "$d/server.pem")" -eq 2 ] || fail 'no chain'
openssl verify -CAfile "$TMP/pki/root.pem" -untrusted "$d/server.pem" \
    "$d/server.pem" >/dev/null || fail 'the chain does not verify'

# Without its key what it signed is theirs, and nothing new can be signed.
rm "$d/ca.key"
want 2 ensure
rm "$d/server.pem"
want 1 ensure
says 'ca.key'
[ "$ca" = "$(print "$d/ca.pem")" ] || fail 'their CA was overwritten'
