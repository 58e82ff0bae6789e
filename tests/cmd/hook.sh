#!/bin/sh
# SPDX-License-Identifier: MIT
#
# thimble-web hook: each verb with a form of each kind, the answer in both
# forms, and what is refused. No value of a form gets anywhere unjudged.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh
# shellcheck source=tests/lib/ca.sh
. tests/lib/ca.sh

# shellcheck source=tests/lib/hook.sh
. tests/lib/hook.sh

# shellcheck disable=SC2016 # no shell should expand it
pass='a $(touch x) "b'

# multipart FIELD...: NAME=VALUE, or NAME@FILE.
multipart()
{
	CONTENT_TYPE='multipart/form-data; boundary=----x'
	export CONTENT_TYPE
	for field; do
		printf -- '------x\r\nContent-Disposition: form-data; '
		case $field in
		*@*)
			printf 'name="%s"; filename="%s"\r\n\r\n' \
			    "${field%%@*}" "${field##*/}"
			cat "${field#*@}"
			;;
		*) printf 'name="%s"\r\n\r\n%s' "${field%%=*}" "${field#*=}" ;;
		esac
		printf '\r\n'
	done
	printf -- '------x--\r\n'
}

printf '%s\n' "dir = $d" 'names = mail.example.org 192.168.1.2' >"$conf"
cat >"$TMP/inetd.conf" <<'I'
# imap stream tcp nowait root /usr/sbin/thimble thimble -N no -l /x -- x
10.0.0.1:993 stream tcp nowait root /usr/sbin/thimble thimble -N imaps -l /x -- x
8443 stream tcp6 nowait root /usr/sbin/thimble thimble -l /x -- x -N not
25 stream tcp nowait root /usr/sbin/other other
I
printf '%s\n' 'Nov 29 07:12:28 r daemon.notice thimble[1]: EXIT service=imaps from=192.0.2.7 secs=0 in=0 out=0 why=plain-text-not-tls' \
    'Nov 29 07:12:29 r daemon.notice thimble[1]: EXIT service=imaps from=192.0.2.8 secs=0 in=9 out=9 tls=1.3 why=eof' \
    'Nov 29 07:12:30 r daemon.notice thimble[1]: EXIT service=imaps from=192.0.2.9 secs=0 in=0 out=0 tls=1.3 why=alert-received:unknown_ca' \
    'Nov 29 07:13:30 r daemon.notice thimble[1]: EXIT service=imaps from=192.0.2.7 secs=0 in=0 out=0 why=plain-text-not-tls' \
    >"$TMP/log"

# Nothing yet.
ask 0 status </dev/null
json verdict.kind bad verdict.next renew certificates.0.error missing ca None
cert ensure --config "$conf" >/dev/null

# All that a page shows.
ask 0 status </dev/null
json verb status result 'done' verdict.kind good certificates.0.whose own \
    certificates.0.names "['mail.example.org', '192.168.1.2']" \
    certificates.0.days 397 certificates.0.days_left 395 \
    certificates.0.sha256 "$(print "$d/server.pem" | cut -d = -f 2)" \
    ca.sha256 "$(print "$d/ca.pem" | cut -d = -f 2)" ca.offered True \
    services "[{'name': 'imaps', 'port': 993}, {'name': '8443', 'port': 8443}]" \
    refused.0.from 192.0.2.7 refused.0.time 'Nov 29 07:13:30' \
    refused.0.why 'did not use TLS; set its mail program to SSL/TLS' \
    refused.1.why 'does not trust this device yet' clock_set True
ask 0 status --text </dev/null
# What this machine's kernel says, true or not: see unit/clock.
grep -Eqx 'clock_synced=(true|false)' "$TMP/said" || fail 'no clock_synced'
has "certificates.0.names.1=192.168.1.2"
has 'services.1.port=8443'
has 'result=done'
! grep -q 'trial' "$TMP/said" || fail 'a trial of nothing'

# Renewal, with and without another key; back.
key=$(public "$d/server.pem")
ask 0 renew </dev/null
json verb renew
[ "$key" = "$(public "$d/server.pem")" ] || fail 'another key'
lines trial=0 force=no | ask 0 new-key
[ "$key" != "$(public "$d/server.pem")" ] || fail 'the same key'
ask 0 revert </dev/null
[ "$key" = "$(public "$d/server.pem")" ] || fail 'not reverted'

# A trial, which status shows, and its end.
export CONTENT_TYPE=application/x-www-form-urlencoded
printf 'trial=1' | ask 0 new-key
json said.1 'on trial: undone unless you type in time: thimble-cert confirm'
ask 0 status </dev/null
json verdict.next confirm verdict.text 'Trial: confirm within 1 minute'
printf '' | ask 75 own --text
has "why=$d: a change is on trial; type: thimble-cert confirm, or revert, or try again later"
ask 0 confirm </dev/null
ask 2 confirm </dev/null
json result nothing
ask 0 status </dev/null
json trial None

# Names, on trial; the configuration has them.
printf 'names=mail.example.org+a.example.org%%2C%%3A%%3A1' | ask 0 set-names
ask 0 status </dev/null
json certificates.0.names "['mail.example.org', 'a.example.org', '::1']"
grep -qx 'names = a.example.org' "$conf" || fail 'not in thimble.conf'
unset CONTENT_TYPE

# The CA, as thimble-cert writes it.
for form in pem der mobileconfig; do
	lines "form=$form" | ask 0 export-ca --text
	sed -n 's/^data=//p' "$TMP/said" | base64 -d >"$TMP/got"
	cert export ca --config "$conf" "--$form" | cmp - "$TMP/got"
done
has 'file=ca.mobileconfig'

# A request, signed by a CA, comes back in an upload; its key is here.
key root p256
key ca p256
sign root root "$ca_ext"
sign ca root "$ca_ext"
export CONTENT_TYPE=application/json
printf '{"names":"mail.example.org","key-type":"p384"}' | ask 0 request
python3 -c 'import json, sys
print(json.load(sys.stdin)["request"], end="")' <"$TMP/said" >"$pki/req.pem"
unset CONTENT_TYPE
openssl req -in "$pki/req.pem" -noout -verify 2>/dev/null
ask 0 status </dev/null
json requested True
printf '%s\n' "$leaf_ext" >"$pki/ext"
openssl x509 -req -in "$pki/req.pem" -CA "$pki/ca.pem" -CAkey "$pki/ca.key" \
    -extfile "$pki/ext" -set_serial 99 -days 44 -out "$pki/leaf.pem" 2>/dev/null
multipart 'trial=5' "file@$pki/ca.pem" "file@$pki/leaf.pem" >"$TMP/form"
ask 0 install <"$TMP/form"
json 'said.1' 'on trial: undone unless you type in time: thimble-cert confirm'
unset CONTENT_TYPE
ask 0 confirm </dev/null
ask 0 status </dev/null
json certificates.0.whose installed certificates.0.days 44 \
    certificates.1.use kept ca.offered False

# The device's own is a word away.
ask 0 own </dev/null
ask 0 status </dev/null
json certificates.0.whose own

# Key and certificate, pasted; DER; a passphrase, which stays where it is.
key mine p256
sign mine ca "$leaf_ext"
openssl pkcs8 -topk8 -in "$pki/mine.key" -passout "pass:$pass" \
    -v2 aes-256-cbc -out "$pki/mine.p8"
openssl x509 -in "$pki/mine.pem" -outform DER -out "$pki/mine.der"
multipart "file@$pki/mine.der" "file@$pki/ca.pem" "key@$pki/mine.p8" \
    "passphrase=$pass" >"$TMP/form"
ask 0 install <"$TMP/form"
unset CONTENT_TYPE
[ "$(public "$d/server.pem")" = "$(public "$pki/mine.key")" ] ||
    fail 'not this key'
multipart "file@$pki/mine.der" "key@$pki/mine.p8" 'passphrase=wrong' \
    >"$TMP/form"
ask 1 install --text <"$TMP/form"
grep -q '^why=install: mine.p8, block 1: the passphrase is wrong' \
    "$TMP/said" || fail 'the passphrase is right'
unset CONTENT_TYPE
sed 's/$/\\n/' "$pki/mine.key" "$pki/mine.pem" "$pki/ca.pem" | tr -d '\n' |
    sed 's/^/pem=/' | ask 2 install

# A file by its name, which is no path; what is too much.
mkdir "$TMP/odd"
printf 'nonsense' >"$TMP/odd/\$(touch x);name=\\..\\a b"
multipart "file@$TMP/odd/\$(touch x);name=\\..\\a b" >"$TMP/form"
ask 1 install --text <"$TMP/form"
has 'why=install: a b: neither PEM nor DER'
unset CONTENT_TYPE
dd if=/dev/zero bs=1024 count=257 2>/dev/null | tr '\0' x >"$TMP/form"
ask 64 install --text <"$TMP/form"
has 'why=form: larger than 256 KB'
CONTENT_LENGTH=262145 ask 64 install --text </dev/null
has 'why=form: larger than 256 KB'
CONTENT_LENGTH=9 ask 64 install --text <<'I'
pem=x
I
has 'why=form: is cut off'

# Values that would be something to a shell, a path or an option: refused where
# the field is one of the verb's, and nothing anywhere else. In an emulator
# every fifth.
n=${#BOARD}
before=$(openssl sha256 "$d"/*)
while read -r verb fields; do
	for field in $fields; do
		while read -r value; do
			n=$((n + 1))
			[ -z "${RUN:-}" ] || [ "$((n % 5))" -eq 0 ] || continue
			lines "$field=$value" | ask 64 "$verb" --text
			grep -q "^why=$field" "$TMP/said" || fail "$verb $field"
		done <<-'V'
			--help
			-
			$(touch x)
			`touch x`
			;touch x
			../../etc/passwd
			'
			%s%n
			\\0
			1 2 _
		V
	done
done <<'V'
set-names names trial
request names key-type new-key also
new-key trial force
renew trial force
install trial force
revert also
own trial
export-ca form
acme action set
set-clock time
V
[ "$before" = "$(openssl sha256 "$d"/*)" ] || fail 'something was changed'
lines 'trial=1' 'trial=2' | ask 64 own --text
has 'why=trial: given twice'
lines 'trial=6' | ask 64 own --text
has 'why=trial: must be 0 to 5 minutes'
# The clock of this machine is set: boot/clockless has one that is not.
lines "time=$(date +%s)" | ask 2 set-clock
lines 'time=1' | ask 64 set-clock --text
has "why=time: before this device's software was made; check date and year"
lines 'action=set' 'set=acme-client=/tmp/x' | ask 64 acme --text
grep -q '^why=set: must be key=value; the keys are acme, ' "$TMP/said" ||
    fail 'a program can be set'
lines 'action=show' | ask 0 acme
json said.1 'configured=no'
for verb in '' 'no' 'renew --new-key' 'hook' '../renew'; do
	ask 64 "$verb" </dev/null
	json result usage
done
for type in text/html application/xml 'multipart/form-data' x; do
	CONTENT_TYPE=$type ask 64 renew <<'I'
trial=1
I
done
find "$TMP" . -maxdepth 2 -name x >"$TMP/found"
[ ! -s "$TMP/found" ] || fail "made $(cat "$TMP/found")"
