# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# shellcheck disable=SC2034 # variables used by the caller
#
# What a test before this one has compiled is not compiled again: ccache, called
# as the compiler, gives what it made of the same source, headers and flags, and
# the warnings. Paths are among the flags, so the test goes on with its folder
# TMP at a path that is always the same, in a mount of its own. Source it first.

fixed=/run/thimble-check
if [ "$TMP" != "$fixed" ] && mkdir -p "$fixed" 2>/dev/null &&
	unshare --mount mount --bind "$TMP" "$fixed" 2>/dev/null; then
	was=$TMP
	export TMP="$fixed"
	# shellcheck disable=SC2016 # for the shell that it starts
	exec unshare --mount sh -c 'mount --bind "$1" "$TMP" && exec sh "$0"' \
		"$0" "$was"
fi

# ccache_of UID: sets $cached, what env(1) takes so that ccache works: with the
# cache of `make check` for root and, since who writes to it is believed, UID's
# own otherwise. Without ccache, or the right to mount, it is empty and all is
# compiled.
ccache_of()
{
	cached=
	folder=${THIMBLE_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/thimble}/ccache
	[ "$TMP" = "$fixed" ] && [ -x /usr/bin/ccache ] || return 0
	mkdir -p "$folder"
	if [ "$1" != 0 ]; then
		folder=$folder/of-$1
		mkdir -p "$folder"
		chmod 700 "$folder"
		# Root's too, should it have looked in; another test may be at it.
		chown -hR "$1:$1" "$folder" 2>/dev/null || :
	fi
	mkdir "$TMP/ccache"
	mount --bind "$folder" "$TMP/ccache"
	cached="CCACHE_DIR=$TMP/ccache CCACHE_MAXSIZE=500M
		CCACHE_COMPILERCHECK=mtime
		CCACHE_SLOPPINESS=include_file_mtime,include_file_ctime"
}

# compiler NAME...: these in bin/ are /usr/bin's, behind ccache if there is one.
compiler()
{
	for name; do
		if [ -n "$cached" ]; then
			rm -f "$TMP/bin/$name"
			cp tests/lib/compiler.sh "$TMP/bin/$name"
		else
			ln -sf "/usr/bin/$name" "$TMP/bin/$name"
		fi
	done
}
