#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The program as it is shipped: static, hardened, of the size it may have,
# and running where there is nothing else.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh
need readelf nm chroot

# The value of NAME in a board's board.mk.
board()
{
	sed -n "s/^$2[[:space:]]*=[[:space:]]*//p" "board/$1/board.mk"
}

for name in ${THIMBLE_BOARDS:-x86_64}; do
	bin=out/$name/thimble
	if [ ! -x "$bin" ]; then
		bad "$bin: is not built"
		continue
	fi
	for link in thimble-cert thimble-web; do
		[ "$(readlink "out/$name/$link")" = thimble ] ||
		    bad "out/$name/$link: is not a link to thimble"
	done

	readelf -hldW "$bin" >"$TMP/elf"
	want=EXEC
	[ "$(board "$name" PIE)" != yes ] || want=DYN
	grep -qE "^ *Type: *$want " "$TMP/elf" || bad "$bin: type is not $want"
	! grep -q 'INTERP' "$TMP/elf" || bad "$bin: asks for an interpreter"
	! grep -q '(NEEDED)' "$TMP/elf" || bad "$bin: needs libraries"
	! grep -qE '\((TEXTREL|RPATH|RUNPATH)\)' "$TMP/elf" ||
	    bad "$bin: has TEXTREL, RPATH or RUNPATH"
	grep -qE '^ *GNU_STACK .* RW +' "$TMP/elf" ||
	    bad "$bin: stack may be executed"
	# Where nothing is relocated at start, nothing needs the protection.
	if [ "$want" = DYN ] || readelf -SW "$bin" | grep -q '\.data\.rel\.ro'
	then
		grep -q '^ *GNU_RELRO ' "$TMP/elf" || bad "$bin: no RELRO"
	fi
	if [ "$want" = DYN ]; then
		grep -qE '(BIND_NOW|FLAGS.*NOW)' "$TMP/elf" || bad "$bin: no NOW"
	fi
	! grep -qE '^ *LOAD .* RWE ' "$TMP/elf" ||
	    bad "$bin: memory both written and executed"
	[ "$(nm "$bin" 2>/dev/null | wc -l)" -eq 0 ] ||
	    bad "$bin: is not stripped"
	! grep -qaF "$PWD" "$bin" || bad "$bin: holds the path it was built at"
	! grep -qaE '/(root|home)/[a-z]|\.cache/thimble' "$bin" ||
	    bad "$bin: holds a path of the machine that built it"

	scripts/size "$name" >"$TMP/size" 2>&1 || {
		bad "$bin: is over its budget"
		cat "$TMP/size" >>"$wrong"
	}
done

# Alone in an empty folder, without /dev, /proc or /etc.
mkdir "$TMP/empty"
cp "out/${BOARD:-x86_64}/thimble" "$TMP/empty/thimble"
said=$(env -i "$(command -v chroot)" "$TMP/empty" /thimble -V 2>&1) ||
    bad "thimble -V does not run in an empty root: $said"
case $said in
*thimble*) ;;
*) bad "thimble -V says: $said" ;;
esac

verdict
