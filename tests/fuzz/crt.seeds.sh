#!/bin/sh
# SPDX-License-Identifier: MIT
#
# crt.seeds.sh FOLDER: what pem.seeds.sh makes, and the same in DER.

set -eu

folder=$1
"$(dirname "$0")/pem.seeds.sh" "$folder"
# Keys and signatures that mbedTLS does not know.
for kind in ED25519: EC:ec_paramgen_curve:P-521; do
	name=${kind%%:*} option=${kind#*:}
	openssl genpkey -algorithm "$name" ${option:+-pkeyopt "$option"} \
	    -out "$folder/$name.key"
	openssl req -x509 -new -key "$folder/$name.key" -days 30 -subj /CN=x \
	    -out "$folder/$name.pem"
	rm "$folder/$name.key"
done
for pem in "$folder"/*.pem; do
	openssl x509 -in "$pem" -outform DER -out "${pem%.pem}.der"
done
