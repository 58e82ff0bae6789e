# SPDX-License-Identifier: MIT
"""Alerts that a client sends are in the log by the names that GnuTLS has for
their numbers, which are those of the RFCs."""

import ctypes
import ctypes.util
import socket
import struct

import pki
from tls import ALERT, Client
from wire import Server, equal, main, test

FATAL = 2
# Of SSL 3 and TLS 1.0, of export grade, of renegotiation, of URLs instead of
# certificates and of PSK: no client of ours has a reason for these.
UNNAMED = {21, 30, 41, 60, 100, 111, 115}


def gnutls():
    """{number: name} of each alert that GnuTLS knows."""
    library = ctypes.CDLL(ctypes.util.find_library('gnutls'))
    name = library.gnutls_alert_get_strname
    name.restype = ctypes.c_char_p
    return {n: name(n).decode().removeprefix('GNUTLS_A_').lower()
            for n in range(256) if name(n)}


@test('each alert of the RFCs has its name, and no other number has one', 60)
def _():
    known = gnutls()
    equal(len(known) > 30, True, f'alerts of GnuTLS: {known}')
    wanted = {n: 'unknown' if n in UNNAMED else name
              for n, name in known.items()}
    wanted |= {1: 'unknown', 121: 'unknown', 255: 'unknown'}
    with Server(pem=pki.by_thimble().pem) as s:
        for count, (number, name) in enumerate(wanted.items(), 1):
            with Client(s.port, version='1.2', handshake=False) as c:
                c.sock.sendall(c.hello())
                c.feed()
                c.sock.sendall(struct.pack('>BBBHBB', ALERT, 3, 3, 2, FATAL,
                                           number))
                c.sock.shutdown(socket.SHUT_WR)
                got = s.exit_line('.*', count)['why']
            equal(got, f'alert-received:{name}', f'alert {number}')


main()
