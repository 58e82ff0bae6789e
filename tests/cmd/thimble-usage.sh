#!/bin/sh
# SPDX-License-Identifier: MIT
#
# thimble typed by a person: help, version, what is wrong with a command line,
# and the verdict on a certificate's dates. Exit status is the interface.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

# run STATUS [OPTION...]: what it says is in $TMP/said and $TMP/err.
run()
{
	status=$1
	shift
	got=0
	${RUN:+"$RUN"} "$THIMBLE" "$@" >"$TMP/said" 2>"$TMP/err" </dev/null ||
	    got=$?
	[ "$got" -eq "$status" ] || fail "$*: exit status $got, not $status"
}

# usage SENTENCE [OPTION...]: this on stderr, nothing on stdout, and 64.
usage()
{
	sentence=$1
	shift
	run 64 "$@"
	[ ! -s "$TMP/said" ] || fail "$*: words on stdout"
	[ "$(cat "$TMP/err")" = "thimble: $sentence" ] ||
	    fail "$*: $(cat "$TMP/err")"
}

run 0 -h
[ ! -s "$TMP/err" ] || fail '-h: words on stderr'
head -n 1 "$TMP/said" | grep -q '^usage: thimble -l program ' ||
    fail '-h: no usage line'
for word in -l -p -N -n -s -g -D -o --handshake --starttls --idle --jail --check -h -V; do
	grep -qE "^  $word( |,)" "$TMP/said" || fail "-h: no $word"
done
run 0 --help
grep -q '^usage: thimble' "$TMP/said" || fail '--help'
run 0 --version
grep -q '^thimble [0-9]' "$TMP/said" || fail '--version'
run 0 -V
grep -qE '^thimble [0-9]+(\.[0-9]+)*$' "$TMP/said" || fail '-V: no version'
[ ! -s "$TMP/err" ] || fail '-V: words on stderr'

usage 'options -l, -L and -r: one of them is required'
usage 'argument /etc/stunnel/stunnel.conf: not an option; thimble '\
'has options only, no configuration file (see -h)' /etc/stunnel/stunnel.conf
usage 'option -x: unknown; see -h' -x
usage 'option --nix=1: unknown; see -h' --nix=1
usage 'option -l: needs an argument' -l
usage 'option -pe: given too many times' -pa -pb -pc -pd -pe -l c
usage 'option -l: given twice' -l a -l b
usage 'option --handshake=0: must be a number from 1 to 3600' -l x --handshake=0
usage 'option --idle: must be a number from 0 to 604800' -l x --idle ten
usage 'option -D loud: needs a level such as notice, debug or daemon.info' \
    -l x -D loud
for protocol in imaps IMAP nntp ''; do
	usage "option -n $protocol: must be imap, pop3 or smtp" -l x -n "$protocol"
done
usage 'option --starttls=0: must be a number from 1 to 3600' -l x --starttls=0
# Not started by inetd.
usage 'descriptor 0: not a socket; let inetd start this (-h for help)' -l x
# What begins with a control character cannot disturb a terminal.
usage 'option --?[31m: unknown; see -h' \
    "--$(printf '\033')[31m"

# A log that cannot be opened is no reason to say nothing.
run 1 -l x -o "$TMP/none/log"
grep -qF "open the log $TMP/none/log: No such file" "$TMP/err" ||
    fail 'a log that cannot be opened'
run 64 -l x -o "$TMP/log"
grep -qE '^[0-9-]+T[0-9:]+Z thimble\[[0-9]+\]: descriptor 0: not a socket' \
    "$TMP/log" || fail 'not in the log'
[ "$(stat -c %a "$TMP/log")" = 640 ] || fail 'mode of the log'

# Dates: a verdict for each, and what to type.
cd "$TMP"
openssl ecparam -name prime256v1 -genkey -noout -out key
openssl req -new -key key -subj /CN=a -out csr
printf '%s\n' '[ca]' 'default_ca = d' '[d]' "database = $TMP/index" \
    'rand_serial = yes' 'default_md = sha256' "new_certs_dir = $TMP" \
    'policy = p' '[p]' 'commonName = supplied' >ca.conf

# dated FROM UNTIL: a PEM file that is valid so.
dated()
{
	: >index
	echo 'unique_subject = no' >index.attr
	openssl ca -batch -notext -selfsign -config ca.conf -keyfile key \
	    -in csr -startdate "$1" -enddate "$2" -out crt >said 2>&1 ||
	    fail "no certificate from $1 until $2"
	cat key crt >dated.pem
	chmod 600 dated.pem
}

dated 20200101000000Z 20210101000000Z
run 1 --check -p "$TMP/dated.pem"
[ "$(cat said)" = "expired certificate in $TMP/dated.pem: thimble-cert \
does not make this file; see thimble-cert(8), install" ] || fail 'expired'
dated 20990101000000Z 21000101000000Z
run 1 --check -p "$TMP/dated.pem"
[ "$(cat said)" = "certificate not valid yet in $TMP/dated.pem: check the \
clock with: date" ] || fail 'not valid yet'
# Years behind 2049 are written in another form (RFC 5280, 4.1.2.5), and days
# behind 2038 do not fit 32 bits.
dated 20200101000000Z 21500101000000Z
run 0 --check -p "$TMP/dated.pem"
[ "$(cat said)" = "$TMP/dated.pem: good" ] || fail 'good for long'
