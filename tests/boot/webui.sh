#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The hook in the appliance: through the socket of BusyBox inetd for the page's
# user, and for nobody else; and each example of thimble-webui(7), which is run
# as it stands there.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

inside "$@"
device "$root"
ifconfig lo up 2>/dev/null || ip link set lo up
hostname router

# as USER COMMAND...: in the appliance.
as()
{
	user=$1
	shift
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" \
	    /usr/bin/setuidgid "$user" "$@"
}

# example NAME: what follows its mark in the manual page.
example()
{
	awk -v mark=".\\\\\" example: $1" '$0 == mark { found = 1; next }
	    found && /^\.Ed/ { exit } found && !/^\.Bd/' \
	    src/app/thimble-webui.7 | sed 's/^\\&//; s/\\e/\\/g' >"$TMP/example"
	[ -s "$TMP/example" ] || die "no example $1"
}

# says TEXT FILE
says()
{
	grep -qF -e "$1" "$2" || die "no $1 in: $(cat "$2")"
}

# A maker's own UI knows by itself who is signed in.
sed -i 's/ serve --page / serve /' "$root/etc/inetd.conf"
chroot "$root" /etc/init.d/S01syslogd start
chroot "$root" /usr/sbin/thimble-cert ensure >/dev/null
services
print=$(chroot "$root" /usr/sbin/thimble-cert show /etc/thimble/server.pem |
    sed -n 's/^ *sha256 *//p')

# The page's user; root needs no socket, and nobody gets nothing.
as www /usr/lib/thimble/webui-hook --text status >"$TMP/www" </dev/null
says "certificates.0.sha256=$print" "$TMP/www"
says 'services.2.port=443' "$TMP/www"
chroot "$root" /usr/lib/thimble/webui-hook --text status >"$TMP/root" </dev/null
grep -v '^time=' "$TMP/root" >"$TMP/a"
grep -v '^time=' "$TMP/www" | diff "$TMP/a" -
got=0
as nobody /usr/lib/thimble/webui-hook --text renew >"$TMP/nobody" </dev/null ||
    got=$?
[ "$got" -eq 1 ] || die "nobody: status $got: $(cat "$TMP/nobody")"
says 'why=hook: does not answer; may this user ask it?' "$TMP/nobody"
n=0
until grep -q 'thimble-web: hook user: 65534' "$root/run/log/messages" ||
    [ "$n" -eq 50 ]; do
	sleep 0.1
	n=$((n + 1))
done
says 'hook user: 65534' "$root/run/log/messages"
[ "$print" = "$(chroot "$root" /usr/sbin/thimble-cert show \
    /etc/thimble/server.pem | sed -n 's/^ *sha256 *//p')" ] ||
    die 'nobody renewed'

# Exit status and form get through, and www changes what only root can.
got=0
printf 'names=-' | as www /usr/lib/thimble/webui-hook set-names >"$TMP/said" ||
    got=$?
[ "$got" -eq 64 ] || die "set-names: $got"
printf 'names=mail.example\ntrial=5\n' |
    as www /usr/lib/thimble/webui-hook set-names >"$TMP/said"
says '"result":"done"' "$TMP/said"
as www /usr/lib/thimble/webui-hook confirm >"$TMP/said" </dev/null
says '"result":"done"' "$TMP/said"
grep -qx 'names = mail.example' "$root/etc/thimble/thimble.conf" ||
    die 'no name'
! as www /bin/cat /etc/thimble/server.pem >/dev/null 2>&1 ||
    die 'www reads the key'

# A maker's CGI, with the real httpd.
example cgi
mkdir -p "$root/usr/lib/my-ui" "$root/ui/cgi-bin"
: >"$root/usr/lib/my-ui/signed-in"
for verb in status renew set-names; do
	install -m 755 "$TMP/example" "$root/ui/cgi-bin/thimble-$verb"
done
# ask VERB [FORM]: as a browser does.
ask()
{
	{
		if [ $# -gt 1 ]; then
			printf 'POST /cgi-bin/thimble-%s HTTP/1.1\r\n' "$1"
			printf 'Content-Length: %d\r\n' "${#2}"
			printf 'Content-Type: %s\r\n\r\n%s' \
			    application/x-www-form-urlencoded "$2"
		else
			printf 'GET /cgi-bin/thimble-%s HTTP/1.1\r\n\r\n' "$1"
		fi
	} | chroot "$root" /usr/sbin/httpd -i -h /ui | tr -d '\r' >"$TMP/said"
	says 'HTTP/1.1 200 OK' "$TMP/said"
	says 'Content-Type: application/json' "$TMP/said"
	sed '1,/^$/d' "$TMP/said" | python3 -m json.tool >"$TMP/json"
}
ask status
says '"text": "Everything is in order until' "$TMP/json"
ask set-names 'names=mail.example+%2a.example.org&trial=0'
says '*.example.org' "$TMP/json"
ask set-names 'names=%3Bx'
says '"result": "usage"' "$TMP/json"
ask renew 'trial='
says '"result": "done"' "$TMP/json"

# rpcd's plugin, as rpcd runs it: it does not look at the exit status.
example rpcd
install -D -m 755 "$TMP/example" "$root/usr/libexec/rpcd/thimble"
chroot "$root" /usr/libexec/rpcd/thimble list | python3 -c '
import json, subprocess, sys
methods = json.load(sys.stdin)
for name in methods:
    said = subprocess.run(
        ["chroot", sys.argv[1], "/usr/libexec/rpcd/thimble", "call", name],
        input=json.dumps({"names": "rpc.example", "ubus_rpc_session": "0"}),
        stdout=subprocess.PIPE, text=True, check=False).stdout
    answer = json.loads(said)
    assert answer["result"] in ("done", "nothing"), (name, said)
    assert answer["verb"] == name, (name, said)
' "$root"
# set-names, then revert: the certificate has the names before, the device not.
as www /usr/lib/thimble/webui-hook --text status >"$TMP/www" </dev/null
says 'certificates.0.names.1=*.example.org' "$TMP/www"

# The daemon in C, as the page's user.
example daemon
cp "$TMP/example" "$TMP/daemon.c"
gcc -std=c11 -Wall -Wextra -Werror -D_POSIX_C_SOURCE=200809L -static \
    -o "$root/usr/bin/daemon" "$TMP/daemon.c"
as www /usr/bin/daemon >"$TMP/said"
says 'The certificate does not have the name rpc.example' "$TMP/said"
[ "$(wc -l <"$TMP/said")" -eq 1 ] || die "said: $(cat "$TMP/said")"
! as nobody /usr/bin/daemon >"$TMP/said" || die 'nobody is served'
