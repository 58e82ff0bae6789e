# SPDX-License-Identifier: MIT
"""Clients that would stay for longer than they may: with records that lead
nowhere, behind a program that has ended, idle, and silent in the kernel."""


import pki
from tls import UNEXPECTED_MESSAGE, Client, connect, listen_to
from wire import Server, equal, main, test

WARNING = bytes([21, 3, 3, 0, 2, 1, 90])      # user_canceled

@test('warning alerts and no hello: the handshake ends')
def _():
    with Server(pem=pki.by_thimble().pem) as s, connect(s.port) as sock:
        sock.sendall(WARNING * 70)
        equal(listen_to(sock, 10).clean().alerts(), [UNEXPECTED_MESSAGE],
              'alerts')
        s.exit_line('alert-sent:unexpected_message')


@test('five warning alerts, then a hello: served')
def _():
    with Server(pem=pki.by_thimble().pem) as s:
        with Client(s.port, handshake=False, version='1.2') as c:
            c.sock.sendall(WARNING * 5)
            c.handshake()
            c.send(b'x\n')
            equal(c.line(), b'x\n', 'echo')
            c.end()


main()
