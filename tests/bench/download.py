# SPDX-License-Identifier: MIT
"""A client of table.py, in a process of its own because OpenSSL reads the
suites of TLS 1.3 from its configuration file, once: takes BYTES from PORT,
prints MB/s from the end of the handshake, and stays until its standard input
ends.

    download.py PORT BYTES 1.2|1.3 SUITE
"""

import socket
import ssl
import sys
import time

from tls import context


def main():
    """One connection."""
    port, size, version, suite = sys.argv[1:]
    settings = context(version=version)
    if version == '1.2':
        settings.set_ciphers(suite)
    with socket.create_connection(('127.0.0.1', int(port)), 20) as sock:
        with settings.wrap_socket(sock) as s:
            if s.cipher()[0] != suite:
                sys.exit(f'{s.cipher()[0]}, not {suite}')
            start, left, room = time.monotonic(), int(size), bytearray(65536)
            while left > 0:
                n = s.recv_into(room)
                if n == 0:
                    sys.exit(f'ended {left} bytes too early')
                left -= n
            took = time.monotonic() - start
            print(int(size) / (1 << 20) / took, flush=True)
            sys.stdin.read()


try:
    main()
except ssl.SSLError as e:
    sys.exit(f'refused: {e}')
