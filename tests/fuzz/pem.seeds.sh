#!/bin/sh
# SPDX-License-Identifier: MIT
#
# pem.seeds.sh FOLDER: PEM files to start from, small ones and a chain.

set -eu

folder=$1
printf 'dir = %s/dev\nnames = a.lan\n' "$folder" >"$folder/conf"
mkdir "$folder/dev"
"$THIMBLE_CERT" ensure --config "$folder/conf" >/dev/null 2>&1
mv "$folder/dev/server.pem" "$folder/p256.pem"
cat "$folder/dev/ca.pem" >>"$folder/p256.pem"
rm -r "${folder:?}/dev" "$folder/conf"
for kind in RSA:rsa_keygen_bits:2048 EC:ec_paramgen_curve:P-384; do
	name=$folder/${kind%%:*}
	openssl req -x509 -newkey "${kind%%:*}" -pkeyopt "${kind#*:}" -nodes \
	    -subj /CN=a -keyout "$name.key" -out "$name.crt" 2>/dev/null
	cat "$name.key" "$name.crt" >"$name.pem"
	rm "$name.key" "$name.crt"
done
