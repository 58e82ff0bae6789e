#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A mistake in the configuration is named by its line, and nothing changes.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh

configure 'names = router'
want 0 ensure
before=$(cat "$d/server.pem" "$d/ca.pem" "$d/ca.key" | openssl sha256)

# mistake WORDS: the configuration is refused by every command, with them.
mistake()
{
	for verb in ensure show check; do
		want 1 "$verb"
		says "$conf: $*"
	done
	[ "$before" = "$(cat "$d/server.pem" "$d/ca.pem" "$d/ca.key" |
	    openssl sha256)" ] || fail 'files changed'
}

configure 'nmaes = x'
mistake 'line 2: nmaes: no such key; there are dir, names'
configure '' '# all is well' 'days = 900'
mistake 'line 4: days: a number from 1 to 825'
configure 'names = router -x'
mistake 'line 2: names: up to 32 host names'
configure 'key = dsa'
mistake 'line 2: key: p256'
configure 'days 5'
mistake 'line 2: wants'
printf 'dir = %s\ndays\0 = 5\n' "$d" >"$conf"
mistake 'line 2: NUL bytes'
{ echo "dir = $d"; head -c 5000 /dev/zero | tr '\0' x; } >"$conf"
mistake 'line 2: up to 1000 bytes'
head -c 1000000 /dev/zero | tr '\0' x >"$conf"
for verb in ensure show check; do
	want 1 "$verb"
	says "read $conf: File too large"
done
rm "$conf"
for verb in ensure show check; do
	want 1 "$verb"
	says "open $conf: No such file"
done

# In any place of the line, DOS line ends, comments.
printf '\tdir=%s\r\n\r\n# names = x\r\nnames=router # mine\r\n' "$d" >"$conf"
want 2 ensure

