#!/bin/sh
# SPDX-License-Identifier: MIT
#
# import.seeds.sh FOLDER: chains, keys in each form, other formats; a NUL in
# front of each, which the target takes for "one file".

set -eu

folder=$1
"$(dirname "$0")/pem.seeds.sh" "$folder"
for pem in "$folder"/*.pem; do
	openssl x509 -in "$pem" -outform DER -out "${pem%.pem}.der"
	openssl pkey -in "$pem" -outform DER -out "${pem%.pem}.key"
	openssl pkcs8 -topk8 -v2 aes128 -iter 2 -in "$pem" -passout pass:x \
	    -out "${pem%.pem}.sealed"
	openssl pkcs8 -topk8 -v2 aes128 -iter 2 -in "$pem" -passout pass:x \
	    -outform DER -out "${pem%.pem}.sealed.der"
	openssl pkcs12 -export -iter 2 -in "$pem" -passout pass:x -nomac \
	    -out "${pem%.pem}.p12"
	openssl pkcs12 -export -iter 2 -in "$pem" -passout pass:x -nomac \
	    -keypbe NONE -certpbe NONE -out "${pem%.pem}.plain.p12"
done
openssl crl2pkcs7 -nocrl -certfile "$folder/p256.pem" -outform DER \
    -out "$folder/p7"
for file in "$folder"/*; do
	{ printf '\000' && cat "$file"; } >"$folder/x"
	mv "$folder/x" "$file"
done
