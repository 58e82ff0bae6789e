#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The help is printed from the option table: the main options are in `thimble
# -h`, and the parser knows each option that the help names.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh

thimble=out/${BOARD:-x86_64}/thimble
cert=out/${BOARD:-x86_64}/thimble-cert
"$thimble" -h >"$TMP/help" 2>"$TMP/err" </dev/null || bad "thimble -h fails"
[ ! -s "$TMP/err" ] || bad "thimble -h writes to standard error"

for option in -l -p -N -s -g -D -o --handshake --idle --check -h -V \
    --max-sessions --max-handshakes --max-per-ip; do
	grep -qE -e "(^|[ ,])$option([ ,=]|\$)" "$TMP/help" ||
	    bad "thimble -h: no $option"
done

# Every option of the help, without its argument: the answer may be that an
# argument or -l is missing, but never that the option is unknown.
grep -oE -e '(^|[ ,])--?[a-zA-Z][a-z-]*' "$TMP/help" | tr -d ' ,' |
    sort -u >"$TMP/options"
[ "$(wc -l <"$TMP/options")" -ge 12 ] || bad "thimble -h: too few options"

"$thimble" --no-such-option </dev/null >"$TMP/none" 2>&1 &&
    bad "--no-such-option is accepted"
words=$(sed -n 's/.*--no-such-option//p' "$TMP/none" | head -n 1)
[ -n "$words" ] || bad "--no-such-option: the answer does not name it"
while IFS= read -r option; do
	case $option in
	-h | -V | --help | --version) continue ;;
	esac
	timeout 5 "$thimble" "$option" </dev/null >"$TMP/said" 2>&1 || :
	! grep -qF -e "$option$words" "$TMP/said" ||
	    bad "thimble: $option is in the help, but: $(cat "$TMP/said")"
done <"$TMP/options"

# thimble-cert: each subcommand is in its help.
"$cert" -h >"$TMP/help" 2>&1 </dev/null || bad "thimble-cert -h fails"
for verb in ensure renew new-ca revert show check pin export request install
do
	grep -qwE -e "$verb" "$TMP/help" || bad "thimble-cert -h: no $verb"
done
status=0
"$cert" no-such-verb >/dev/null 2>&1 </dev/null || status=$?
[ "$status" -eq 64 ] || bad "thimble-cert no-such-verb: exit $status, not 64"
verdict
