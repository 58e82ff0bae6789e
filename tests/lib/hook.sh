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
	*)
		grep -q '^{"version":1,.*}$' "$TMP/said" ||
		    fail "$verb: no version"
		;;
	esac
}

# has LINE: a whole line of an answer in lines.
has()
{
	grep -qxF -e "$1" "$TMP/said" || fail "no line: $1"
}

# json PATH VALUE...: as Python prints it.
json()
{
	python3 -I -S -c '
import json, sys
with open(sys.argv[1], "rb") as f:
    said = json.load(f)
for path, wanted in zip(sys.argv[2::2], sys.argv[3::2], strict=True):
    at = said
    for key in path.split("."):
        at = at[int(key)] if isinstance(at, list) else at[key]
    if str(at) != wanted:
        sys.exit(f"{path} is {at}, not {wanted}")' "$TMP/said" "$@" \
	    2>"$TMP/wrong" || fail "$(tail -n 1 "$TMP/wrong")"
}

lines()
{
	printf '%s\n' "$@"
}
