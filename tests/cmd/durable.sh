#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What survives a loss of power: the order of the system calls of each command
# that changes the folder. A file's content is on disk before it gets its
# name, a name is on disk before another file gets its own, a new folder's is
# before any in it, and all is on disk before the command ends. Killing the process (crash.sh) shows nothing of it:
# what the kernel has keeps.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

calls=write,writev,fsync,fdatasync,link,linkat,rename,renameat,renameat2
calls=$calls,symlink,symlinkat,mkdir,mkdirat

# Judges a trace of strace -y; what is wrong, or nothing. dir is the folder,
# want the names that the command has to give.
cat >"$TMP/judge.awk" <<'JUDGE'
# The file that a name will be: the same for ".x.new", "x.prev" and "x".
function file(name)
{
	sub(/^\./, "", name)
	sub(/\.(new|old)$/, "", name)
	sub(/\.(prev|bad)$/, "", name)
	return name
}
function wrong(text)
{
	print text
	bad = 1
}
/ = -1 / { next }
# The path of the descriptor; "" is the folder, other places do not count.
/^(write|writev|fsync|fdatasync)\(/ {
	path = $0
	sub(/^[a-z]*\([0-9]*</, "", path)
	sub(/>.*/, "", path)
	if (path == above && $0 ~ /^f/)
		unflushed = 0
	if (path != dir && index(path, dir "/") != 1)
		next
	path = substr(path, length(dir) + 2)
	if ($0 ~ /^write/)
		unsaid[path] = 1
	else if (path == "" || path == ".trial") {
		for (name in unnamed)
			if ((name ~ /^\.trial\//) == (path != ""))
				delete unnamed[name]
	} else
		delete unsaid[path]
	next
}
/^mkdir(at)?\(/ {
	split($0, word, "\"")
	if (word[2] == dir)
		unflushed = made = 1
	next
}
/^(link|rename|symlink)[a-z0-9]*\(/ {
	split($0, word, "\"")
	if (unflushed)
		wrong(word[4] ": named in a folder that is not on disk")
	from = word[2]
	to = word[4]
	given[to] = 1
	if ($0 !~ /^symlink/ && from in unsaid)
		wrong(to ": named before its content is on disk")
	if ($0 ~ /^rename/)
		delete unsaid[from]
	# What a trial keeps may come in any order, and the mark behind it all.
	for (name in unnamed)
		if (file(name) != file(to) && !(to ~ /^\.trial\// &&
		    to != ".trial/until"))
			wrong(to ": named before " name " is on disk")
	# A second name until the first is free: nobody looks for it.
	if (to !~ /^\..*\.old$/ && to != ".trial/until.new")
		unnamed[to] = 1
}
END {
	if (makes && !made)
		wrong("the folder is not made")
	if (unflushed)
		wrong("the new folder is not on disk at the end")
	for (name in unnamed)
		wrong(name ": its name is not on disk at the end")
	for (name in unsaid)
		wrong(name ": its content is not on disk at the end")
	n = split(want, wanted, " ")
	for (i = 1; i <= n; i++)
		if (!(wanted[i] in given))
			wrong(wanted[i] ": not named at all")
	exit bad
}
JUDGE

# ordered WANTED-NAMES COMMAND [WORD...]: also without a folder before it.
ordered()
{
	makes=1
	[ ! -e "$d" ] || makes=0
	want=$1 command=$2
	shift 2
	strace -y -s 0 -o "$TMP/trace" -e trace="$calls" ${RUN:+"$RUN"} \
	    "$THIMBLE_CERT" "$command" --config "$conf" "$@" \
	    >"$TMP/said" 2>&1 || fail "$command: exit status $?"
	awk -v dir="$d" -v above="${d%/*}" -v makes="$makes" -v want="$want" -f "$TMP/judge.awk" "$TMP/trace" \
	    >"$TMP/said" || {
		cat "$TMP/trace" >>"$TMP/said"
		fail "$command $*: would not survive a loss of power"
	}
}

# A CA's certificate for the request.
sign()
{
	[ -e "$TMP/their.pem" ] || openssl req -x509 -newkey ec -pkeyopt \
	    ec_paramgen_curve:P-256 -nodes -keyout "$TMP/their.key" \
	    -out "$TMP/their.pem" -days 30 -subj /CN=Theirs 2>"$TMP/said"
	openssl x509 -req -in "$TMP/csr" -CA "$TMP/their.pem" \
	    -CAkey "$TMP/their.key" -CAcreateserial -days 20 \
	    -copy_extensions copyall -out "$TMP/leaf.pem" 2>"$TMP/said"
}

# With hooks, that some are due is on disk before the certificate is.
mkdir -p "$d/hooks.d"
configure 'names = router'
ordered '.hooks ca.key ca.pem server.pem' ensure
configure 'names = router 10.0.0.1'
ordered '.hooks server.pem server.pem.prev' ensure
ordered '.hooks server.pem server.pem.prev' renew --new-key
ordered '.hooks server.pem server.pem.prev' revert
ordered '.hooks ca.key ca.pem ca.key.prev server.pem' new-ca --yes
ordered '.hooks ca.key ca.pem server.pem' revert
ordered 'pending.key' request --new-key -o "$TMP/csr"
ordered 'pending.key pending.key.prev' request --new-key --key-type p384 \
    -o "$TMP/csr"
sign
ordered '.hooks own.pem server.pem server.pem.prev issued.key' install \
    "$TMP/leaf.pem"
ordered '.hooks server.pem server.pem.prev' own
ordered '.hooks own.pem server.pem server.pem.prev' revert
configure 'names = router 10.0.0.2'
ordered 'own.pem' ensure
ordered '.hooks own.pem server.pem server.pem.prev' renew --force
# On trial: what is kept, the mark, the change; all back; and confirmed.
ordered '.trial/server.pem .trial/until .hooks server.pem' renew --trial 5
ordered '.hooks server.pem' revert
ordered '.trial/server.pem .trial/until .hooks server.pem' renew --new-key \
    --trial 5
ordered '' confirm

# A second certificate, and none any more. The RSA key is found there: making
# one takes minutes under emulation.
configure 'names = router' 'key = rsa2048' 'also = p256'
openssl genrsa -out "$d/server.pem" 2048 2>"$TMP/said"
chmod 600 "$d/server.pem"
ordered 'server.pem server-also.pem' ensure
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$TMP/rsa.key" -out \
    "$TMP/rsa.pem" -days 30 -subj /CN=router -addext subjectAltName=DNS:router \
    -addext basicConstraints=critical,CA:FALSE 2>"$TMP/said"
ordered 'own.pem server.pem own-also.pem' install --key "$TMP/rsa.key" \
    "$TMP/rsa.pem"
ordered 'server.pem server-also.pem' own
configure 'names = router' 'key = rsa2048'
ordered 'server-also.pem.prev' ensure

# Key and certificate from elsewhere, into no folder.
rm -r "$d"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout "$TMP/own.key" -out "$TMP/own.pem" -days 30 -subj /CN=router \
    -addext subjectAltName=DNS:router \
    -addext basicConstraints=critical,CA:FALSE 2>"$TMP/said"
ordered 'server.pem' install --key "$TMP/own.key" "$TMP/own.pem"
