#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Real ClientHellos, for the fuzz target hello: hello.seeds.sh FOLDER

set -eu
cd "$1"

python3 - <<'PY'
import ssl
for name, version in ('1.2', 'TLSv1_2'), ('1.3', 'TLSv1_3'), ('P-256', ''):
    c = ssl.create_default_context()
    if version:
        c.maximum_version = ssl.TLSVersion[version]
    else:
        c.set_ecdh_curve('prime256v1')
    c.set_alpn_protocols(['imap'])
    out = ssl.MemoryBIO()
    tls = c.wrap_bio(ssl.MemoryBIO(), out, server_hostname='mail.example')
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        pass
    with open(name, 'wb') as f:
        f.write(out.read()[5:])     # without the record's header
PY
