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

# sound WHERE fresh|due: what must hold at any instant.
sound()
{
	[ ! -e "$d/ca.pem" ] || [ -s "$d/ca.key" ] ||
	    fail "$1: ca.pem without ca.key"
	if [ ! -e "$d/server.pem" ]; then
		[ "$2" != due ] || fail "$1: server.pem is lost"
	elif [ "$2" != due ] ||
	    ! cmp -s "$TMP/old/server.pem" "$d/server.pem"; then
		openssl pkey -in "$d/server.pem" -pubout >"$TMP/its" 2>&1
		openssl x509 -noout -pubkey -in "$d/server.pem" |
		    cmp -s - "$TMP/its" ||
		    fail "$1: server.pem does not load"
	fi
	[ ! -d "$d" ] || [ -z "$(find "$d" -type f ! -name '*ca.pem*' \
	    -perm /077)" ] || fail "$1: a mode is too wide"
}

# besides WHERE: what else must hold; tests may have their own.
besides()
{
	:
}

# which: of the calls in $TMP/trace, by kind and number, those that are tried:
# what changes something, is to wait for the disk or makes a file; of the rest,
# which finds nothing or only reads, every fifth, another one for each board.
# Every one with -L.
which()
{
	awk -v every="${THIMBLE_LONG:+1}" -v shift="${#BOARD}" '
	BEGIN { if (!every) every = 5 }
	match($0, /[a-z0-9]+\(/) {
		call = substr($0, RSTART, RLENGTH - 1)
		n[call]++
		if (!/ = -1 / && (call !~ /^open/ || /O_CREAT/) ||
		    (++rest + shift) % every == 0)
			print call, n[call]
	}' "$TMP/trace"
}

# cut fresh|due INJECTION [COMMAND...]: at each of those calls, one run each.
cut()
{
	state=$1 fault=$2
	shift 2
	[ $# -gt 0 ] || set -- ensure
	start "$state"
	strace -f -o "$TMP/trace" -e trace="$calls" ${RUN:-} \
	    "$THIMBLE_CERT" "$@" --quiet --config "$conf" ||
	    fail "$*: does not work untouched"
	which >"$TMP/which"
	[ "$(grep -c . "$TMP/which")" -ge 15 ] || fail "$*: too few calls"
	while read -r call i; do
		start "$state"
		strace -f -o /dev/null -e trace="$call" \
		    -e inject="$call:$fault:when=$i" ${RUN:-} \
		    "$THIMBLE_CERT" "$@" --quiet \
		    --config "$conf" >/dev/null 2>&1 || :
		where="$*, $state, $call number $i, $fault"
		sound "$where" "$state"
		besides "$where"
		# As before: no run has to repair it.
		[ "$state" = fresh ] ||
		    ! diff -r "$TMP/old" "$d" >/dev/null || continue
		got=0
		cert ensure --config "$conf" >"$TMP/said" 2>&1 || got=$?
		case $got in
		0 | 2) ;;
		*) fail "$where: the next run exits $got" ;;
		esac
		cert check --config "$conf" >"$TMP/said" 2>&1 ||
		    fail "$where: the next run does not repair it"
		no_leftovers
	done <"$TMP/which"
}
