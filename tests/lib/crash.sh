# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What the tests share that cut thimble-cert off: behind tests/lib/cmd.sh, with
# the folder as it was before the run in $TMP/old.
#
# shellcheck disable=SC2154 # d and conf are cmd.sh's
# shellcheck disable=SC2086 # RUN is empty or one word

calls='/^(open|openat|write|fsync|fchmod|link|linkat|rename|renameat2?)$'
calls="$calls|^(unlink|unlinkat|mkdir|mkdirat|chmod)\$"

# start fresh|due: the folder before the run.
start()
{
	rm -rf "$d"
	[ "$1" = fresh ] || cp -a "$TMP/old" "$d"
}

# sound WHERE: what must hold at any instant.
sound()
{
	[ ! -e "$d/ca.pem" ] || [ -s "$d/ca.key" ] ||
	    fail "$1: ca.pem without ca.key"
	if [ -e "$d/server.pem" ]; then
		[ "$(public "$d/server.pem")" = "$(openssl x509 -noout \
		    -pubkey -in "$d/server.pem" | openssl sha256)" ] ||
		    fail "$1: server.pem does not load"
	elif [ "$2" = due ]; then
		fail "$1: server.pem is lost"
	fi
	[ ! -d "$d" ] || [ -z "$(find "$d" -type f ! -name '*ca.pem*' \
	    -perm /077)" ] || fail "$1: a mode is too wide"
}

# cut fresh|due INJECTION [COMMAND...]: every call, one run each.
cut()
{
	state=$1 fault=$2
	shift 2
	[ $# -gt 0 ] || set -- ensure
	start "$state"
	strace -f -o "$TMP/trace" -e trace="$calls" ${RUN:-} \
	    "$THIMBLE_CERT" "$@" --quiet --config "$conf" ||
	    fail "$*: does not work untouched"
	sed -n 's/^\([0-9]* *\)\?\([a-z0-9]*\)(.*/\2/p' "$TMP/trace" |
	    sort | uniq -c >"$TMP/counts"
	while read -r n call; do
		i=0
		while [ "$i" -lt "$n" ]; do
			i=$((i + 1))
			start "$state"
			strace -f -o /dev/null -e trace="$call" \
			    -e inject="$call:$fault:when=$i" ${RUN:-} \
			    "$THIMBLE_CERT" "$@" --quiet \
			    --config "$conf" >/dev/null 2>&1 || :
			where="$*, $state, $call number $i, $fault"
			sound "$where" "$state"
			got=0
			cert ensure --config "$conf" >"$TMP/said" 2>&1 ||
			    got=$?
			case $got in
			0 | 2) ;;
			*) fail "$where: the next run exits $got" ;;
			esac
			cert check --config "$conf" >"$TMP/said" 2>&1 ||
			    fail "$where: the next run does not repair it"
			no_leftovers
		done
	done <"$TMP/counts"
}
