#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What somebody who builds firmware gets wrong is one line that says what to do.
# (What does not fit into its flash: image/made.)

set -eu
copy=$TMP/tree
mkdir -p "$copy/out"
cp -R scripts board rootfs-overlay "$copy/"

fail()
{
	printf '%s\n' "$*"
	[ ! -s "$TMP/said" ] || cat "$TMP/said"
	exit 1
}

# refused LINE COMMAND...: it fails, and this regular expression is all it says.
refused()
{
	line=$1
	shift
	! "$@" >"$TMP/said" 2>&1 || fail "$*: succeeds"
	[ "$(wc -l <"$TMP/said")" -eq 1 ] || fail "$*: not one line"
	grep -qE -e "$line" "$TMP/said" || fail "$*: does not say: $line"
}

# A board that is not there: those that are.
for command in image size build-linux; do
	refused ': no such board: nowhere; there are armv5 .*malta-be.* x86_64$' \
		"scripts/$command" nowhere
done
refused 'no such board: nowhere; there are armv5 .*malta-be.* x86_64' \
	make --no-print-directory BOARD=nowhere image

# What can be left out, and what not.
refused 'CERT = most: it is all or ensure' make --no-print-directory CERT=most
refused 'LISTEN = never: it is yes or no' make --no-print-directory LISTEN=never
refused 'CERT = ensure: needs WEB = no and ACME = no' \
	make --no-print-directory CERT=ensure WEB=no
CERT=/etc/ssl/x.pem make --no-print-directory help >"$TMP/said" ||
	fail 'a variable of the environment counts'

# A missing tool: apt's line.
echo 'build: no-such-package' >>"$copy/scripts/packages"
refused ': missing packages; as root, run: apt-get install .* no-such-package$' \
	"$copy/scripts/need" build

# An option that no fragment has.
sed -i '/^CONFIG_OVERLAY_FS=y/d' "$copy/board/common/linux.fragment"
mkdir -p "$copy/out/malta-be/rootfs"
refused 'CONFIG_OVERLAY_FS is needed \(for preinit: .*\): add it to .*/board/malta-be/linux.fragment$' \
	"$copy/scripts/image" malta-be
grep -v '^CONFIG_SECCOMP_FILTER' board/common/linux.fragment >"$TMP/.config"
refused 'CONFIG_SECCOMP_FILTER is needed \(for thimble: ' \
	scripts/linux-needs "$TMP/.config"

# A port that somebody has.
unshare -n sh -c 'ip link set lo up && exec python3 -c "
import socket, subprocess, sys
with socket.create_server((\"127.0.0.1\", 9995)):
    for line in sys.argv[1:]:
        print(subprocess.run(line.split(), stderr=subprocess.STDOUT,
              stdout=subprocess.PIPE, text=True).stdout, end=\"\")
" "$@"' sh 'scripts/run-image malta-be' scripts/run-rootfs >"$TMP/said" 2>&1
if [ "$(grep -c "port 9995 is in use; set PORTS='...'\$" "$TMP/said")" -ne 2 ] ||
	[ "$(wc -l <"$TMP/said")" -ne 2 ]; then
	fail 'a port in use'
fi
