# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# A service is a folder of /tmp/procd with a folder for each instance, of files
# with its parameters, a value a line; what was there before is compared with
# what is said now. `procd` watches one instance.

procd_begin()
{
	procd=/tmp/procd/$1
	rm -rf "$procd.new"
	mkdir -p "$procd" "$procd.new"
	: >"$procd.triggers"
}

procd_open_instance()
{
	instance=$procd.new/$1
	mkdir "$instance"
}

procd_set_param()
{
	: >"$instance/$1"
	procd_append_param "$@"
}

procd_append_param()
{
	parameter=$1
	shift
	[ $# -eq 0 ] || printf '%s\n' "$@" >>"$instance/$parameter"
}

procd_close_instance()
{
	[ -s "$instance/command" ] || echo "procd: no command: $instance" >&2
}

procd_add_reload_trigger()
{
	echo "config.change $1" >>"$procd.triggers"
}

procd_add_reload_interface_trigger()
{
	echo "interface.update $1" >>"$procd.triggers"
}

# procd_away SERVICE INSTANCE
procd_away()
{
	pid=$(cat "/tmp/procd/$1/$2/pid" 2>/dev/null) || return 0
	kill "$pid" 2>/dev/null || :
	while kill -0 "$pid" 2>/dev/null; do
		sleep 0.1
	done
	rm -rf "/tmp/procd/${1:?}/$2"
}

# What an instance is, but for its process.
procd_text()
{
	for file in "$1"/*; do
		[ "${file##*/}" = pid ] || {
			echo "${file##*/}"
			cat "$file"
		}
	done
}

# An instance that is the same and runs is left alone.
procd_end()
{
	for dir in "$procd"/*; do
		[ -d "$dir" ] || continue
		one=${dir##*/}
		if kill -0 "$(cat "$dir/pid")" 2>/dev/null &&
			[ -d "$procd.new/$one" ] &&
			[ "$(procd_text "$dir")" = \
				"$(procd_text "$procd.new/$one")" ]; then
			rm -r "$procd.new/$one"
		else
			procd_away "$1" "$one"
		fi
	done
	for dir in "$procd.new"/*; do
		[ -d "$dir" ] || continue
		rm -rf "${procd:?}/${dir##*/}"
		mv "$dir" "$procd/"
		setsid /sbin/procd "$procd/${dir##*/}" </dev/null >/dev/null \
			2>>/tmp/log &
		echo $! >"$procd/${dir##*/}/pid"
	done
}

procd_stop()
{
	for dir in "/tmp/procd/$1"/*; do
		[ ! -d "$dir" ] || procd_away "$1" "${dir##*/}"
	done
}
