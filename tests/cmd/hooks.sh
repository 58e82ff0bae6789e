#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Programs in hooks.d run after each swap of server.pem, in order, confined in
# time and environment; whatever they do, the swap stands.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

configure 'names = router'
mkdir -p "$d/hooks.d"
log=$TMP/log

# hook NAME LINE...: a hook of these lines.
hook()
{
	file=$d/hooks.d/$1
	shift
	printf '%s\n' '#!/bin/sh' "$@" >"$file"
	chmod 755 "$file"
}

# ran WORDS: all that the hooks wrote.
ran()
{
	[ "$(cat "$log" 2>/dev/null)" = "$*" ] ||
	    fail "hooks wrote: $(cat "$log" 2>/dev/null), not: $*"
	rm -f "$log"
}

# In order of names, with what they are told; nothing else is in there.
hook 20-second "echo second \$ACTION >>$log"
hook 10-first "echo first \$ACTION >>$log" "env | sort >$TMP/env" \
    "pwd >$TMP/pwd" "ls -l /proc/self/fd >$TMP/fd" "ulimit -c >/dev/null" \
    "openssl x509 -in \"\$PEM\" -noout -fingerprint -sha256 >$TMP/print" \
    "cat >$TMP/stdin"
hook .hidden "echo hidden >>$log"
hook 30-off "echo off >>$log"
chmod 644 "$d/hooks.d/30-off"
HOOK_SECRET=1 want 0 ensure
ran "first made
second made"
! grep -qF hooks.d/ "$TMP/said" || fail 'says something about a good hook'
sed '/^PWD=/d; /^_=/d; /^SHLVL=/d; s/=.*//' "$TMP/env" | tr '\n' ' ' \
    >"$TMP/names"
[ "$(cat "$TMP/names")" = 'ACTION EXPIRES FINGERPRINT PATH PEM ' ] ||
    fail "variables: $(cat "$TMP/names")"
grep -qx 'PATH=/usr/sbin:/usr/bin:/sbin:/bin' "$TMP/env" || fail PATH
grep -qx "PEM=$d/server.pem" "$TMP/env" || fail PEM
# The pair was in place, and it is the one that was spoken of.
grep -qx "FINGERPRINT=$(print "$d/server.pem" | sed 's/.*=//')" "$TMP/env" ||
    fail FINGERPRINT
[ "$(cat "$TMP/print")" = "$(print "$d/server.pem")" ] || fail 'ran too early'
until=$(sed -n 's/^EXPIRES=//p' "$TMP/env")
[ "$(date -u -d "$until" +%s)" = "$(date -u -d "$(openssl x509 -noout \
    -enddate -in "$d/server.pem" | sed 's/.*=//')" +%s)" ] ||
    fail "EXPIRES: $until"
[ "$(cat "$TMP/pwd")" = "$d/hooks.d" ] || fail "in $(cat "$TMP/pwd")"
[ ! -s "$TMP/stdin" ] || fail 'something on standard input'
# 0 to 2, and the one that ls(1) opened: not the lock, not the folder.
! grep -q "$d" "$TMP/fd" || fail "descriptors: $(cat "$TMP/fd")"

# Nothing to do, nothing swapped: no hook.
want 2 ensure
ran ''
want 0 renew
ran "first renewed
second renewed"
want 0 revert
ran "first reverted
second reverted"

# One fails, one says something, one is killed: the others run, the swap
# stands, and it is said on standard error even with --quiet.
hook 11-fails 'echo to stdout' 'echo to stderr >&2' 'exit 3'
hook 12-dies 'kill -9 $$'
printf '#!/no/such/program\n' >"$d/hooks.d/13-none"
chmod 755 "$d/hooks.d/13-none"
before=$(print "$d/server.pem")
got=0
cert renew --quiet --config "$conf" >"$TMP/out" 2>"$TMP/said" || got=$?
[ "$got" -eq 0 ] || fail "a hook's failure is ours: $got"
[ ! -s "$TMP/out" ] || fail 'a hook speaks on standard output'
says 'to stdout'
says 'to stderr'
says 'hooks.d/11-fails: failed with exit status 3'
says 'hooks.d/12-dies: killed by signal 9'
says 'hooks.d/13-none: failed with exit status 127'
ran "first renewed
second renewed"
[ "$before" != "$(print "$d/server.pem")" ] || fail 'nothing was renewed'
rm "$d/hooks.d"/1[123]-*

# What others could have written is not run.
hook 14-open "echo open >>$log"
chmod 775 "$d/hooks.d/14-open"
hook 15-other "echo other >>$log"
hook real "echo linked >>$log"
mv "$d/hooks.d/real" "$TMP/real"
ln -s "$TMP/real" "$d/hooks.d/16-link"
mkfifo "$d/hooks.d/17-fifo"
mkdir "$d/hooks.d/18-folder"
if [ "$(id -u)" -eq 0 ]; then
	chown 12345 "$d/hooks.d/15-other"
else
	rm "$d/hooks.d/15-other"
fi
want 0 renew
says 'hooks.d/14-open: writable by others; not run'
[ "$(id -u)" -ne 0 ] || says 'hooks.d/15-other: belongs to another user'
for file in 16-link 17-fifo 18-folder; do
	says "hooks.d/$file: not a regular file; not run"
done
ran "first renewed
second renewed"
rm -r "$d/hooks.d"/1[4-8]-*
chmod 777 "$d/hooks.d"
want 0 renew
says 'hooks.d: writable by others; not run'
ran ''
chmod 755 "$d/hooks.d"
# Nor what a link leads to in place of the folder.
mv "$d/hooks.d" "$TMP/hooks"
ln -s "$TMP/hooks" "$d/hooks.d"
want 0 renew
says 'open hooks.d: '
ran ''
rm "$d/hooks.d"
mv "$TMP/hooks" "$d/hooks.d"

# Leftovers of editors and packages are not run, and check says so.
for name in '30-x~' 30-x.bak 30-x.dpkg-old 30-x.rpmsave '#60#' x.swp README \
    'a b'; do
	hook "$name" "echo leftover >>$log"
done
hook 30-restart.sh "echo third >>$log"
want 0 renew
! grep -qF hooks.d/ "$TMP/said" || fail 'complains about a leftover'
ran "first renewed
second renewed
third"
want 0 check
for name in '30-x~' 30-x.bak '#60#' README 'a b'; do
	says "skip  hooks.d/$name: not run: a name may have only letters, "
done
says 'skip  hooks.d/30-off: not run: not executable'
! grep -q 'hooks.d/30-restart.sh' "$TMP/said" || fail 'skips NAME.sh'
want 0 check --json
says '{"what":"hooks.d/30-x~","good":true,"why":"not run: '
chmod 775 "$d/hooks.d/20-second"
want 1 check
says 'BAD   hooks.d/20-second: writable by others; not run'
chmod 755 "$d/hooks.d/20-second"
rm "$d/hooks.d"/30-x* "$d/hooks.d/#60#" "$d/hooks.d/x.swp" \
    "$d/hooks.d/README" "$d/hooks.d/a b" "$d/hooks.d/30-restart.sh"

# What runs lies in the folder that was judged, though its name is another's
# by then.
hook 15-swap "mv $d/hooks.d $d/judged && mkdir $d/hooks.d" \
    "printf '#!/bin/sh\necho attacker >>$log\n' >$d/hooks.d/20-second" \
    "chmod 755 $d/hooks.d/20-second"
want 0 renew
ran "first renewed
second renewed"
rm -r "$d/hooks.d"
mv "$d/judged" "$d/hooks.d"
rm "$d/hooks.d/15-swap"

# Below a folder of others, however far above, nothing is read and nothing runs;
# the sticky bit of /tmp is enough.
for mode in 1777 777; do
	mkdir -p "$TMP/above/ours"
	chmod "$mode" "$TMP/above"
	mv "$d" "$TMP/above/ours/d"
	ln -s "$TMP/above/ours/d" "$d"
	case $mode in
	1777)
		want 0 renew
		ran "first renewed
second renewed"
		# By its own name, not by the link's.
		grep -qx "PEM=$TMP/above/ours/d/server.pem" "$TMP/env" ||
		    fail PEM
		;;
	*)
		want 1 renew
		says "folder $d: a folder above it is writable by others"
		ran ''
		;;
	esac
	if [ "$(id -u)" -eq 0 ]; then
		chmod 755 "$TMP/above"
		chown 12345 "$TMP/above"
		want 1 ensure
		says "folder $d: a folder above it belongs to another user"
	fi
	rm "$d"
	mv "$TMP/above/ours/d" "$d"
	rm -r "$TMP/above"
done

# A service that a hook leaves behind, with our descriptors, holds up nobody;
# one that calls us back finds the lock taken, and gets no second turn.
hook 11-daemon 'sleep 200 &' "echo \$! >$TMP/daemon"
hook 12-again "${RUN:-} $THIMBLE_CERT renew --config $conf; echo \$? >>$log"
start=$(date +%s)
want 0 renew
[ $(($(date +%s) - start)) -lt 100 ] || fail 'waits for what a hook left'
kill -0 "$(cat "$TMP/daemon")" || fail 'what a hook left is dead'
kill "$(cat "$TMP/daemon")"
says 'another thimble-cert is running'
ran "first renewed
75
second renewed"
rm "$d/hooks.d"/1[12]-*

# One hangs, deaf, with a child: both are gone after 30 seconds.
hook 15-hangs "trap '' TERM" 'sleep 300 &' "echo \$! >$TMP/child" \
    'while :; do sleep 300; done'
start=$(date +%s)
want 0 renew
took=$(($(date +%s) - start))
{ [ "$took" -ge 29 ] && [ "$took" -lt 60 ]; } ||
    fail "the limit was $took s"
says 'hooks.d/15-hangs: ran longer than 30 seconds; killed'
ran "first renewed
second renewed"
! kill -0 "$(cat "$TMP/child")" 2>/dev/null || [ "$(ps -o stat= -p \
    "$(cat "$TMP/child")" | cut -c1)" = Z ] || fail 'its child lives'
want 0 check
