#!/bin/sh
# SPDX-License-Identifier: MIT
#
# No randomness yet: try later, with no key written and no weaker source
# opened. The kernel is made to answer EAGAIN, as it does early at boot.
# shellcheck disable=SC2086 # RUN is empty or one word
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

traced()
{
	strace -f -o "$TMP/trace" -e trace=getrandom,open,openat "$@"
}

# What asks here before main() does: nothing, or the emulator.
traced ${RUN:+"$RUN"} "$THIMBLE_CERT" -h >/dev/null
first=$(($(grep -c 'getrandom(' "$TMP/trace" || :) + 1))

# later FILES [OPTION...]: FILES are left by an ensure while the kernel's pool is not ready.
later()
{
	files=$1
	shift
	got=0
	traced -e inject=getrandom:error=EAGAIN:when="$first+" \
	    ${RUN:+"$RUN"} "$THIMBLE_CERT" ensure --config "$conf" "$@" \
	    >"$TMP/said" 2>&1 || got=$?
	[ "$got" -eq 75 ] || fail "exit status $got, not 75"
	says 'entropy'
	grep -q 'getrandom.*EAGAIN.*INJECTED' "$TMP/trace" ||
	    fail 'nothing was injected'
	! grep -E '/dev/u?random|/dev/hwrng' "$TMP/trace" ||
	    fail 'a weaker source was opened'
	wrote=$(cd "$d" && find . -type f | LC_ALL=C sort | tr -d '\n')
	[ "$wrote" = "$files" ] || fail "wrote $wrote"
}

configure 'names = router'
later ./.lock
start=$(date +%s)
later ./.lock --wait 2
[ $(($(date +%s) - start)) -ge 2 ] || fail 'did not wait'
want 0 ensure
good

# A renewal waits too, and the old certificate stays.
before=$(print "$d/server.pem")
configure 'names = router 10.0.0.1'
later ./.lock./ca.key./ca.pem./server.pem
[ "$before" = "$(print "$d/server.pem")" ] || fail 'another certificate'
want 0 ensure
good

# Who uses or judges a key would wait without an end, too.
for command in 'renew --new-key' 'new-ca --yes' revert request \
    "request --new-key -o $TMP/x" 'install -' check; do
	before=$(cat "$d"/*.* | openssl sha256)
	got=0
	# shellcheck disable=SC2086 # a command and its words
	traced -e inject=getrandom:error=EAGAIN:when="$first+" \
	    ${RUN:+"$RUN"} "$THIMBLE_CERT" $command --config "$conf" \
	    <"$d/server.pem" >"$TMP/said" 2>&1 || got=$?
	[ "$got" -eq 75 ] || fail "$command: exit status $got, not 75"
	says 'does not have enough entropy yet; try again later'
	[ "$(wc -l <"$TMP/said")" -eq 1 ] || fail "$command: says more"
	[ "$before" = "$(cat "$d"/*.* | openssl sha256)" ] ||
	    fail "$command: files changed"
	! grep -E '/dev/u?random|/dev/hwrng' "$TMP/trace" ||
	    fail "$command: a weaker source was opened"
done
no_leftovers

# A kernel that is too old for it will never be ready, and hears another word.
got=0
traced -e inject=getrandom:error=ENOSYS:when="$first+" \
    ${RUN:+"$RUN"} "$THIMBLE_CERT" renew --config "$conf" \
    >"$TMP/said" 2>&1 || got=$?
[ "$got" -eq 1 ] || fail "no getrandom(2): exit status $got"
says 'getrandom(2), which needs Linux 3.17 or newer: Function not implemented'

# Nothing to do needs no randomness.
got=0
traced -e inject=getrandom:error=EAGAIN:when="$first+" \
    ${RUN:+"$RUN"} "$THIMBLE_CERT" ensure --config "$conf" || got=$?
[ "$got" -eq 2 ] || fail "nothing to do: exit status $got"
