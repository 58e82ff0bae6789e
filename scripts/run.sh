# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# Shared by run-rootfs and run-image: the ports and the text for the user.
# Source it after lib.sh.
#
# shellcheck disable=SC2034,SC2154 # variables set and used by the caller

# Sets $imaps, $pop3s and $https.
read_ports()
{
	# shellcheck disable=SC2046 # one word a port
	set -- $(printf '%s' "${PORTS:-9993 9995 9443}" | tr ',' ' ')
	[ $# -eq 3 ] || die "PORTS: three numbers, for imaps, pop3s and https"
	for port; do
		case $port in
		*[!0-9]* | ??????*) die "PORTS: not a port: $port" ;;
		esac
		if [ "$port" -lt 1 ] || [ "$port" -gt 65535 ]; then
			die "PORTS: not a port: $port"
		fi
		! listening "$port" ||
			die "port $port is in use; set PORTS='...'"
	done
	imaps=$1 pop3s=$2 https=$3
}

# Whether anything on this machine listens on this port. State 0A in proc(5) is
# LISTEN.
listening()
{
	cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v "port=$1" '
		BEGIN { end = sprintf(":%04X", port) }
		$4 == "0A" && substr($2, length($2) - 4) == end { n++ }
		END { exit n == 0 }'
}

# The SHA-256 fingerprint of a PEM certificate in the usual notation.
fingerprint()
{
	sed -n '/^-----BEGIN CERT/,/^-----END CERT/p' "$1" | sed '/^-----/d' |
		base64 -d | sha256sum | cut -c 1-64 |
		tr '[:lower:]' '[:upper:]' | sed 's/../&:/g; s/:$//'
}

# The command that reads the demo message: for people, and for eval.
curl_line()
{
	printf '%s\n' "curl --cacert $ca -u demo:$password" \
	    "'imaps://localhost:$imaps/INBOX;MAILINDEX=1'" | paste -s -d ' ' -
}

tell()
{
	cat <<-EOT

	The certificate authority of this device: $ca
	SHA-256 $(fingerprint "$ca")

	IMAPS 127.0.0.1:$imaps  POP3S 127.0.0.1:$pop3s
	The owner's page: https://localhost:$https/
	Account demo, password $password. To read its message, run

	    $(curl_line)

	EOT
}
