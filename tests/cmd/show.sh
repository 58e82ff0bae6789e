#!/bin/sh
# SPDX-License-Identifier: MIT
#
# show and check say what OpenSSL finds, to people and to programs.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

configure 'names = router, 10.0.0.1, fd00::1'
for verb in show check pin 'export ca' revert; do
	# shellcheck disable=SC2086 # two words
	want 1 $verb
	says 'missing; type: thimble-cert ensure'
done
[ ! -e "$d" ] || fail 'looking makes a folder'
mkdir "$d"
want 1 show
want 1 check
says 'thimble-cert ensure'
rmdir "$d"
want 0 own
says "made $d/server.pem (there was none)"
want 2 ensure

want 0 show
says "$d/server.pem"
says 'names    router, 10.0.0.1, fd00::1'
says 'subject  CN=router'
says 'made by  thimble-cert'
says 'key      P-256'
says '395 days left'
says "$(print "$d/server.pem" | sed 's/.*=//')"
says "$d/ca.pem"
says 'may sign router'
says "$(print "$d/ca.pem" | sed 's/.*=//')"
! grep -q provisional "$TMP/said" || fail 'provisional, with a right clock'

want 0 show --json
python3 - "$TMP/said" "$d" "$(print "$d/server.pem" | sed 's/.*=//')" <<'PY'
import json
import sys

with open(sys.argv[1], encoding='ascii') as f:
    page = json.load(f)
server, ca = page['files']
assert server['path'] == sys.argv[2] + '/server.pem', server
assert ca['path'] == sys.argv[2] + '/ca.pem', ca
leaf, = server['certificates']
assert leaf['names'] == ['router', '10.0.0.1', 'fd00::1'], leaf
assert leaf['sha256'] == sys.argv[3], leaf
assert leaf['made_by'] == 'thimble-cert' and not leaf['ca'], leaf
assert leaf['provisional'] is False and leaf['key'] == 'P-256', leaf
assert leaf['days_left'] == 395, leaf
assert leaf['not_after'].endswith('Z'), leaf
root, = ca['certificates']
assert root['ca'] and root['permitted'] == ['router'], root
assert leaf['issuer'] == root['subject'] == root['issuer'], root
PY

# A file in DER is one certificate; what is cut off is none.
openssl x509 -in "$d/ca.pem" -outform DER -out "$TMP/ca.cer"
want 0 show "$TMP/ca.cer"
says 'may sign router'
says "$(print "$d/ca.pem" | sed 's/.*=//')"
head -c 300 "$TMP/ca.cer" >"$TMP/half.cer"
want 1 show "$TMP/half.cer"
says 'certificate: '

# Names that would break a terminal, a log or JSON.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 \
    -keyout "$TMP/key" -out "$TMP/odd.pem" -days 5 2>/dev/null \
    -subj "$(printf '/O=a"b\\\\c,d\\+e/CN=\033[31m\303\244 x')" \
    -addext 'subjectAltName = DNS:a_b, email:x@example.org, IP:10.0.0.1'
want 0 show "$TMP/odd.pem"
says 'CN=\1B[31m\C3\A4 x,O=a\"b\\c\,d\+e'
says 'names    a_b, 10.0.0.1'
says 'made by  others'
! tr -d ' -~\n' <"$TMP/said" | grep -q . || fail 'not plain text'
want 0 show --json "$TMP/odd.pem"
python3 - "$TMP/said" <<'PY'
import json
import sys

with open(sys.argv[1], encoding='ascii') as f:
    c, = json.load(f)['files'][0]['certificates']
assert c['subject'] == 'CN=\\1B[31m\\C3\\A4 x,O=a\\"b\\\\c\\,d\\+e', c
assert c['days_left'] in (4, 5) and c['made_by'] == 'other', c
PY

# Several in one file, and none.
cat "$d/server.pem" "$d/ca.pem" "$TMP/odd.pem" >"$TMP/three.pem"
want 0 show "$TMP/three.pem"
[ "$(grep -c '  sha256 ' "$TMP/said")" -eq 3 ] || fail 'not all three'
want 1 show "$TMP/key"
says 'no CERTIFICATE block'

# DER, as it comes: the same.
openssl x509 -in "$TMP/odd.pem" -outform DER -out "$TMP/odd.der"
for how in show 'show --json' pin 'pin --json'; do
	# shellcheck disable=SC2086 # a command and its words
	want 0 $how "$TMP/odd.pem"
	# The days left may be one less by now.
	sed 's/odd\.pem/odd.der/; s/[45] days//; s/left":[45]//' "$TMP/said" \
	    >"$TMP/as-pem"
	# shellcheck disable=SC2086 # a command and its words
	want 0 $how "$TMP/odd.der"
	sed 's/[45] days//; s/left":[45]//' "$TMP/said" >"$TMP/as-der"
	cmp -s "$TMP/as-der" "$TMP/as-pem" || fail "$how: DER is another"
done
head -c 300 "$TMP/odd.der" >"$TMP/cut.der"
want 1 pin "$TMP/cut.der"
says 'certificate: '
want 1 show "$TMP/cut.der"
says "$TMP/cut.der: certificate: "
want 1 show "$TMP/none"
want 1 show "$TMP"
head -c 900 "$d/server.pem" >"$TMP/cut.pem"
want 1 show "$TMP/cut.pem"
says 'CERTIFICATE block'

want 0 check
! grep -qv '^good  ' "$TMP/said" || fail 'not all good'
for what in server.pem permissions dates 'name router' ca.key \
    'signature of the CA'; do
	says "good  $what"
done
configure 'names = router elsewhere'
want 1 check
says 'BAD   name elsewhere: not in the certificate'
