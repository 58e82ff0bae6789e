# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# A configuration is lines of `config TYPE 'NAME'`, `option NAME 'VALUE'` and
# `list NAME 'VALUE'`, which are commands here. An option SECTION.NAME is the
# variable cfg_SECTION_NAME, its values as a list are cfg_SECTION_NAME_1 and so
# on, and cfg_SECTION_NAME_n is how many there are.
# shellcheck disable=SC2154 # set by eval

sections=

config()
{
	section=$2
	sections="$sections $2"
	eval "cfg_$2_TYPE=\$1"
}

option()
{
	eval "cfg_${section}_$1=\$2"
}

list()
{
	eval "n=\$((\${cfg_${section}_$1_n:-0} + 1))"
	eval "cfg_${section}_$1_n=$n cfg_${section}_$1_$n=\$2"
	eval "cfg_${section}_$1=\"\${cfg_${section}_$1:+\$cfg_${section}_$1 }\$2\""
}

config_load()
{
	# shellcheck source=/dev/null
	. "/etc/config/$1"
}

# config_get VARIABLE SECTION OPTION [DEFAULT]
config_get()
{
	eval "$1=\"\${cfg_$2_$3:-\${4:-}}\""
}

config_get_bool()
{
	config_get "$@"
	case $(eval "echo \"\$$1\"") in
	1 | on | true | yes | enabled) eval "$1=1" ;;
	0 | off | false | no | disabled) eval "$1=0" ;;
	*) eval "$1=${4:-}" ;;
	esac
}

# config_foreach FUNCTION TYPE
config_foreach()
{
	for each in $sections; do
		config_get type "$each" TYPE
		[ "$type" != "$2" ] || "$1" "$each"
	done
}

# config_list_foreach SECTION OPTION FUNCTION
config_list_foreach()
{
	config_get count "$1" "$2_n" 0
	i=1
	while [ "$i" -le "$count" ]; do
		eval "$3 \"\$cfg_$1_$2_$i\""
		i=$((i + 1))
	done
}
