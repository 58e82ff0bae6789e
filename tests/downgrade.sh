#!/bin/sh
# SPDX-License-Identifier: MIT
#
# downgrade.sh NEW COMMIT...: an older program, built here from git's history,
# serves with what NEW has written in all states of the folder, renews what is its
# own and changes no key; then NEW goes on (`make check-downgrade`). In `make
# check` is only cmd/layouts, with the rules that older versions read by: a
# clone may be shallow, and this builds for a minute.

set -eu

new=$1
shift
TMP=$(mktemp -d)
d=$TMP/d conf=$TMP/d/thimble.conf pid=
trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$TMP"' EXIT

fail()
{
	printf 'downgrade.sh: %s\n' "$state: $*"
	[ ! -s "$TMP/said" ] || sed 's/^/	/' "$TMP/said"
	exit 1
}

# wants STATUS[|STATUS] COMMAND...
wants()
{
	status=$1
	shift
	got=0
	"$@" >"$TMP/said" 2>&1 </dev/null || got=$?
	case "|$status|" in
	*"|$got|"*) ;;
	*) fail "$*: exit status $got, not $status" ;;
	esac
}

# cert PROGRAM STATUS COMMAND [WORD...]
cert()
{
	of=$1 status=$2 verb=$3
	shift 3
	wants "$status" "$of-cert" "$verb" --config "$conf" "$@"
}

public()
{
	openssl pkey -in "$1" -pubout 2>/dev/null | openssl sha256
}

# What must not change under the older one: the keys, and the CA.
keys()
{
	(cd "$d" && for f in *.pem *.key; do
		[ ! -e "$f" ] || printf '%s %s\n' "$f" "$(public "$f")"
	done
	openssl x509 -in ca.pem -noout -fingerprint)
}

port=$(PYTHONPATH=tests/lib python3 -c "from ports import free_port
print(free_port())")

# answers CA OPTION...: the program serves a client with this CA.
answers()
{
	ca=$1
	shift
	n=0
	until timeout 20 openssl s_client -quiet -verify_return_error \
	    -CAfile "$ca" -verify_hostname localhost "$@" \
	    -connect "127.0.0.1:$port" </dev/null >"$TMP/said" 2>&1 &&
	    grep -q '^served$' "$TMP/said"
	do
		n=$((n + 1))
		[ "$n" -lt 40 ] || fail "$* is not served"
		sleep 0.25
	done
}

# serves CA: with each certificate that is there.
serves()
{
	set -- "$1" -p "$d/server.pem"
	[ ! -e "$d/server-also.pem" ] || set -- "$@" -p "$d/server-also.pem"
	ca=$1
	shift
	wants 0 "$old" --check "$@"
	"$old" -f -d "127.0.0.1:$port" --run "$TMP/run" --jail "$TMP/empty" \
		"$@" -l /bin/echo -- echo served >"$TMP/log" 2>&1 &
	pid=$!
	answers "$ca"
	[ ! -e "$d/server-also.pem" ] || answers "$ca" -sigalgs \
		rsa_pss_rsae_sha256:rsa_pss_rsae_sha512
	kill "$pid"
	wait "$pid" || :
	pid=
}

# both STATE CA: down, and up again.
both()
{
	state=$1
	before=$(keys)
	serves "$2"
	cert "$old" '0|2' ensure
	cert "$old" 0 check
	serves "$2"
	[ "$before" = "$(keys)" ] || fail 'other keys'
	cert "$new" '0|2' ensure
	cert "$new" 2 ensure
	cert "$new" 0 check
	[ "$before" = "$(keys)" ] || fail 'other keys, after it'
	printf 'PASS %s\n' "$state"
}

# All states, with $old.
down()
{
	rm -rf "$d"
	mkdir -m 755 "$d"
	printf '%s\n' "dir = $d" 'names = localhost 127.0.0.1' \
		'also = rsa2048' >"$conf"
	state='a new folder'
	cert "$new" 0 ensure
	both 'the own pairs' "$d/ca.pem"

	# What the program keeps of its dealings with an authority.
	mkdir -m 700 "$d/acme" "$d/hooks.d"
	printf '%s\n' 'result=failed' 'minute=17' >"$d/acme/state"
	openssl ecparam -name prime256v1 -genkey -noout -out "$d/acme.key"
	chmod 600 "$d/acme.key" "$d/acme/state"
	both 'with a folder of ACME' "$d/ca.pem"

	cert "$new" 0 set-names --trial 5 localhost router.lan 127.0.0.1
	[ -L "$d/.trial/until" ] || fail 'no trial'
	both 'on trial' "$d/ca.pem"
	cert "$new" 0 confirm

	state='installing'
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-subj /CN=theirs -days 90 -keyout "$TMP/ca.key" -out "$TMP/ca" \
		2>"$TMP/said"
	"$new-cert" request --config "$conf" >"$TMP/csr" 2>"$TMP/said" ||
		fail 'request'
	openssl x509 -req -in "$TMP/csr" -CA "$TMP/ca" -CAkey "$TMP/ca.key" \
		-days 60 -copy_extensions copyall -out "$TMP/crt" 2>"$TMP/said"
	cert "$new" 0 install "$TMP/crt"
	cert "$new" 0 request --new-key
	[ -e "$d/own.pem" ] || fail 'no own pair is kept'
	both 'an installed one' "$TMP/ca"

	cert "$new" 0 own
	both 'the own pairs again' "$d/ca.pem"
}

mkdir -m 755 "$TMP/run" "$TMP/empty"
chmod 755 "$TMP"
for commit; do
	mkdir "$TMP/$commit"
	git archive "$commit" >"$TMP/tar" 2>"$TMP/said" || {
		state=$commit
		fail 'not in the history of this clone'
	}
	tar -xf "$TMP/tar" -C "$TMP/$commit"
	(unset MAKEFLAGS MFLAGS MAKELEVEL && make -s -C "$TMP/$commit" all)
	old=$TMP/$commit/out/x86_64/thimble
	printf '%s:\n' "$commit"
	down
done
