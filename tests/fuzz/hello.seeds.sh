#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Real ClientHellos, for the fuzz target hello: hello.seeds.sh FOLDER

set -eu
cd "$1"

python3 - <<'PY'
import ssl
for version in 'TLSv1_2', 'TLSv1_3':
    c = ssl.create_default_context()
    c.maximum_version = ssl.TLSVersion[version]
    c.set_alpn_protocols(['imap'])
    out = ssl.MemoryBIO()
    tls = c.wrap_bio(ssl.MemoryBIO(), out, server_hostname='mail.example')
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        pass
    with open(version, 'wb') as f:
        f.write(out.read()[5:])     # without the record's header
PY
