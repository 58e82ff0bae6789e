#!/bin/sh
# SPDX-License-Identifier: MIT
#
# crt.seeds.sh FOLDER: what pem.seeds.sh makes, and the same in DER.

set -eu

folder=$1
"$(dirname "$0")/pem.seeds.sh" "$folder"
for pem in "$folder"/*.pem; do
	openssl x509 -in "$pem" -outform DER -out "${pem%.pem}.der"
done
