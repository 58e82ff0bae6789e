#!/bin/sh
# SPDX-License-Identifier: MIT
#
# client.seeds.sh FOLDER: what crt.seeds.sh makes, a certificate with many
# parts in its name, and a list of revoked ones.

set -eu

folder=$1
"$(dirname "$0")/crt.seeds.sh" "$folder"
work=$folder/work
mkdir "$work"
cat >"$work/conf" <<END
[ca]
default_ca = d
[d]
database = $work/index
default_md = sha256
default_crl_days = 9
END
printf 'R\t400101000000Z\t260101000000Z\t0%s\tunknown\t/CN=%s\n' \
	1 a 2 b >"$work/index"
openssl req -x509 -newkey EC -pkeyopt ec_paramgen_curve:P-256 -nodes -subj \
    '/C=CH/O=a+OU=b, c/DC=d/emailAddress=e/description="/CN=#f' -keyout \
    "$work/key" -out "$work/ca.pem" 2>/dev/null
openssl ca -config "$work/conf" -cert "$work/ca.pem" -keyfile "$work/key" \
    -gencrl -out "$work/crl" 2>/dev/null
openssl x509 -in "$work/ca.pem" -outform DER -out "$folder/names.der"
cat "$work/ca.pem" "$work/crl" >"$folder/list.pem"
rm -r "${work:?}"
