# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What tests of thimble-web's hook share, behind cmd.sh: the configuration is in
# the folder, where a command may change it.

web=${THIMBLE_CERT%-cert}-web
# shellcheck disable=SC2154 # cmd.sh has it
conf=$d/thimble.conf
mkdir -p "$d"
unset CONTENT_TYPE CONTENT_LENGTH REQUEST_METHOD

# ask STATUS VERB [OPTION...]: the form is on standard input; the answer, whose
# last members are always the same, is in $TMP/said.
ask()
{
	status=$1 verb=$2 got=0
	shift 2
	${RUN:+"$RUN"} "$web" hook --config "$conf" --inetd "$TMP/inetd.conf" \
	    --log "$TMP/log" "$@" "$verb" >"$TMP/said" 2>"$TMP/errors" || got=$?
	[ "$got" -eq "$status" ] ||
	    fail "$verb $*: exit status $got, not $status"
	[ ! -s "$TMP/errors" ] || fail "$verb: $(cat "$TMP/errors")"
	case " $* " in
	*' --text '*) has "version=1" ;;
	*) json 'version' 1 ;;
	esac
}

# has LINE: a whole line of an answer in lines.
has()
{
	grep -qxF -e "$1" "$TMP/said" || fail "no line: $1"
}

# json PATH VALUE: as Python prints it.
json()
{
	found=$(python3 -c '
import json, sys
with open(sys.argv[1], "rb") as f:
    at = json.load(f)
for key in sys.argv[2].split("."):
    at = at[int(key)] if isinstance(at, list) else at[key]
print(at)' "$TMP/said" "$1") || fail "no $1"
	[ "$found" = "$2" ] || fail "$1 is $found, not $2"
}

lines()
{
	printf '%s\n' "$@"
}
