#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A second certificate with the other kind of key (also = rsa2048), judged by
# OpenSSL: made, renewed and repaired like the first one, and let go of.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

also=$d/server-also.pem

# both: two good certificates under one CA, EC and RSA.
both()
{
	good
	mode "$also" 600
	for f in server server-also; do
		openssl verify -x509_strict -purpose sslserver \
		    -CAfile "$d/ca.pem" -verify_hostname router "$d/$f.pem" \
		    >"$TMP/said" 2>&1 || fail "openssl: refused: $f.pem"
	done
	openssl x509 -in "$d/server.pem" -noout -text |
	    grep -q 'Public-Key: (256 bit)' || fail 'server.pem: no P-256'
	openssl x509 -in "$also" -noout -text |
	    grep -q 'Public-Key: (2048 bit)' || fail "$also: no RSA"
	[ "$(public "$also")" = "$(openssl x509 -noout -pubkey -in "$also" |
	    openssl sha256)" ] || fail "$also: key and certificate differ"
}

configure 'names = router' 'also = rsa2048'
# An emulator takes up to 20 seconds for an RSA key; keys.sh makes one.
was='there was none'
if [ -n "${RUN:-}" ]; then
	mkdir "$d"
	(umask 077 && openssl genrsa -out "$also" 2048) 2>/dev/null
	was='it was damaged'
fi
want 0 ensure
says "made $d/server.pem (there was none)"
says "made $also ($was)"
both
want 2 ensure
[ ! -s "$TMP/said" ] || fail 'not silent'
first=$(print "$d/server.pem") second=$(print "$also")
key=$(public "$also")

# All commands know it.
want 0 check
says 'good  server-also.pem'
want 0 check --json
python3 -c 'import json, sys
what = [x["what"] for x in json.load(sys.stdin)["checks"]]
assert "server-also.pem" in what and what.count("chain") == 2, what' \
    <"$TMP/said" || fail 'check --json'
want 0 show
says "$also"
says "$d/ca.pem"
want 0 show --json
python3 -c 'import json, sys
f = json.load(sys.stdin)["files"]
assert [x["path"].split("/")[-1] for x in f] == [
    "server.pem", "server-also.pem", "ca.pem"], f
assert f[1]["certificates"][0]["key"] == "RSA 2048", f' <"$TMP/said" ||
    fail 'show --json'
want 0 pin --json
cp "$TMP/said" "$TMP/pin"
for f in server server-also; do
	openssl x509 -in "$d/$f.pem" -noout -pubkey |
	    openssl pkey -pubin -outform DER | openssl sha256 -binary |
	    openssl base64 -A
	echo
done >"$TMP/pins"
python3 -c 'import json, sys
p = json.load(open(sys.argv[1]))
pins = open(sys.argv[2]).read().split()
assert p["pin"] == "sha256//" + pins[0], p
assert p["also"]["pin"] == "sha256//" + pins[1], p
assert set(p["also"]) == set(p) - {"also"}, p' "$TMP/pin" "$TMP/pins" ||
    fail 'pin --json'
want 0 pin
[ "$(grep -c '^pin ' "$TMP/said")" -eq 2 ] || fail 'pin: not two'
want 0 export --also leaf
[ "$(print "$TMP/said")" = "$second" ] || fail 'export --also leaf'
want 0 export leaf
[ "$(print "$TMP/said")" = "$first" ] || fail 'export leaf'
want 64 export --also ca
want 0 request --also
openssl req -in "$TMP/said" -noout -verify -text 2>&1 |
    grep -q 'Public-Key: (2048 bit)' || fail 'request --also'

# Renewed together, each with its key; --also brings back one of them.
want 0 renew
both
[ "$(public "$also")" = "$key" ] || fail 'renew: another key'
[ "$(print "$also")" != "$second" ] || fail 'renew: the same certificate'
[ "$(print "$also.prev")" = "$second" ] || fail 'renew: the old one is lost'
server=$(print "$d/server.pem")
want 0 revert --also
says "restored $also"
[ "$(print "$also")" = "$second" ] || fail 'revert --also'
[ "$(print "$d/server.pem")" = "$server" ] || fail 'revert --also: the first'
want 0 revert
[ "$(print "$d/server.pem")" = "$first" ] || fail 'revert'
[ "$(print "$also")" = "$second" ] || fail 'revert: the second'
both

# Another name: both follow.
configure 'names = router 10.0.0.1' 'also = rsa2048'
want 0 ensure
says "made $d/server.pem (the names of this device changed)"
says "made $also (the names of this device changed)"
both
want 2 ensure

# A new CA signs both, and brings both back.
want 0 new-ca --yes
both
want 0 revert
says "restored $also: the device's own"
both
want 2 ensure

# Repaired alone: damage, permissions, a run that was cut off.
first=$(print "$d/server.pem")
key=$(public "$also")
truncate -s -300 "$also"
want 1 check
want 0 ensure
says "made $also (it was damaged)"
both
[ "$(public "$also")" = "$key" ] || fail 'repaired with another key'
[ "$(print "$d/server.pem")" = "$first" ] || fail 'the first one was made too'
chmod 644 "$also"
want 1 check
want 0 ensure
says 'server-also.pem: was readable by others'
both
: >"$d/.server-also.pem.new"
want 2 ensure
[ ! -e "$d/.server-also.pem.new" ] || fail 'left over'
# Another search for primes takes too long in an emulator.
if [ -z "${RUN:-}" ]; then
	rm "$also"
	want 1 check
	says 'server-also.pem: missing'
	want 1 check --json
	says '{"what":"server-also.pem","good":false,'
	want 0 ensure
	says "made $also (there was none)"
	both
fi

# A hook hears of each.
mkdir "$d/hooks.d"
# shellcheck disable=SC2016 # for the hook to expand
printf '#!/bin/sh\necho "$ACTION $PEM" >>%s/hooks\n' "$TMP" >"$d/hooks.d/a"
chmod 755 "$d/hooks.d/a"
want 0 renew
printf 'renewed %s\n' "$d/server.pem" "$also" | cmp -s - "$TMP/hooks" ||
    fail "hooks: $(cat "$TMP/hooks")"
rm -r "$d/hooks.d"

# Not wanted any more: put aside, once.
configure 'names = router 10.0.0.1'
want 0 check
want 0 ensure
says 'moved server-also.pem to server-also.pem.prev'
[ ! -e "$also" ] || fail 'still there'
mode "$also.prev" 600
want 2 ensure
want 0 check
want 0 show
! grep -q server-also "$TMP/said" || fail 'show: still there'
want 0 revert --also
says 'moves it aside: no second certificate is configured'
want 0 ensure
want 0 revert --also
cp -p "$also" "$TMP/rsa"

# Both kinds the same, in either order, and words that are no kind.
for line in 'also = p384' 'also = rsa' 'also ='; do
	configure 'names = router' "$line"
	want 1 ensure
	says 'line 3: also: '
done
configure 'also = rsa4096' 'names = router' 'key = rsa2048'
want 1 ensure
says 'line 4: also: must be RSA beside a p256 or p384 key, and p256 or p384'

# The other way round.
rm "$also"
cp -p "$TMP/rsa" "$d/server.pem"
configure 'names = router' 'key = rsa2048' 'also = p384'
want 0 ensure
openssl x509 -in "$also" -noout -text | grep -q 'P-384' || fail 'no P-384'
good
want 2 ensure

# Signed by itself.
configure 'names = router' 'key = rsa2048' 'also = p256' 'issuer = self'
want 0 ensure
good
openssl verify -partial_chain -CAfile "$also" "$also" >/dev/null ||
    fail 'self: refused'
want 2 ensure
