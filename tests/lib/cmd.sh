# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What the command tests of thimble-cert share. They start at the top of the
# tree with TMP (a folder of their own), THIMBLE_CERT and RUN (what runs a
# program of that board here, or nothing); they print nothing and end with 0
# when all is well. A test has one configuration, $conf, for the folder $d.

d=$TMP/d
conf=$TMP/conf
umask 022

fail()
{
	printf '%s\n' "$*"
	[ ! -s "$TMP/said" ] || sed 's/^/	/' "$TMP/said"
	exit 1
}

# configure LINE...: writes the configuration.
configure()
{
	printf '%s\n' "dir = $d" "$@" >"$conf"
}

cert()
{
	${RUN:+"$RUN"} "$THIMBLE_CERT" "$@"
}

# want STATUS COMMAND [WORD...]: runs it with the configuration; what it says
# is in $TMP/said.
want()
{
	status=$1 command=$2
	shift 2
	got=0
	cert "$command" --config "$conf" "$@" >"$TMP/said" 2>&1 || got=$?
	[ "$got" -eq "$status" ] ||
	    fail "$command $*: exit status $got, not $status"
}

# hold: another run seems to be at work, until release.
hold()
{
	[ -p "$TMP/gate" ] || mkfifo "$TMP/gate"
	flock "$d/.lock" cat "$TMP/gate" >"$TMP/through" &
	while flock -n "$d/.lock" true; do
		sleep 0.05
	done
}

release()
{
	echo >"$TMP/gate"
}

# says WORDS: they are in what the last want heard.
says()
{
	grep -qF -e "$*" "$TMP/said" || fail "does not say: $*"
}

# mode FILE MODE
mode()
{
	[ "$(stat -c %a "$1")" = "$2" ] || fail "$1: mode $(stat -c %a "$1")"
}

# The public key of a key or certificate, as one word.
public()
{
	openssl pkey -in "$1" -pubout 2>/dev/null | openssl sha256
}

# The fingerprint of the first certificate in a file.
print()
{
	openssl x509 -in "$1" -noout -fingerprint -sha256
}

# no_leftovers: nothing but what belongs there is in the folder.
no_leftovers()
{
	for f in "$d"/* "$d"/.[!.]*; do
		case ${f##*/} in
		server.pem | server-also.pem | ca.pem | ca.key | .lock) ;;
		own.pem | own-also.pem | issued.key) ;;
		*.prev | *.bad | hooks.d) ;;
		'.[!.]*') ;;
		*) fail "left over: $f" ;;
		esac
	done
}

# good: all that is there fits together, for OpenSSL too.
good()
{
	want 0 check
	no_leftovers
	mode "$d/server.pem" 600
	[ "$(public "$d/server.pem")" = "$(openssl x509 -noout -pubkey \
	    -in "$d/server.pem" | openssl sha256)" ] ||
	    fail "server.pem: key and certificate differ"
}
