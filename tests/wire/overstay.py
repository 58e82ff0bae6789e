# SPDX-License-Identifier: MIT
"""Clients that would stay for longer than they may: with records that lead
nowhere, behind a program that has ended, idle, and silent in the kernel."""

import time

import pki
from modes import Daemon
from netns import alone
from tls import UNEXPECTED_MESSAGE, Client, connect, listen_to
from wire import Server, equal, main, scratch, test

SERVED = 2          # seconds
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


@test('the program has ended and its client goes on: for 10 s', 60)
def _():
    with Server(('/bin/true',), pki.by_thimble().pem) as s:
        with Client(s.port) as c:
            start = time.monotonic()
            try:
                while time.monotonic() < start + 30:
                    for _ in range(64):
                        c.tls.write(b'x')
                    c.flush()
            except OSError:
                pass
            took = time.monotonic() - start
        if not 8 < took < 20:
            raise AssertionError(f'it ended after {took:.1f} s')
        s.exit_line('eof|reset')


@test('idle sessions: the oldest of who has most goes, not one in use', 120)
def _():
    opts = ('--run', scratch('run'), '--max-sessions', '8',
            '--max-per-ip', '4')
    with Server(pem=pki.by_thimble().pem, opts=opts) as s:
        held = []
        for i in range(8):
            held.append(Client(s.port, source=f'127.88.0.{1 + i // 4}'))
            s.network(i + 1)
        time.sleep(50)
        held[0].send(b'in use\n')
        equal(held[0].line(), b'in use\n', 'echo')
        # Nobody has been idle for a minute: the newcomer is refused.
        with Client(s.port, handshake=False, source='127.88.0.9') as c:
            c.sock.sendall(c.hello())
            equal(listen_to(c.sock, 5).alerts(), [80], 'internal_error')
        time.sleep(13)
        start = time.monotonic()
        with Client(s.port, source='127.88.0.9') as c:
            c.send(b'x\n')
            equal(c.line(), b'x\n', 'echo')
            if time.monotonic() - start > SERVED:
                raise AssertionError('not soon')
            s.exit_line('crowded')
            c.end()
        held[0].send(b'still\n')
        equal(held[0].line(), b'still\n', 'the one in use')
        for c in held:
            c.sock.close()


@test('-d without SYN cookies: silent clients are counted and make room', 60)
def _():
    alone(cookieless)


def cookieless():
    """In a network of its own."""
    cookies = '/proc/sys/net/ipv4/tcp_syncookies'
    opts = ('--run', scratch('run'), '--max-sessions', '20')
    for on in '1', '0':
        with open(cookies, 'w', encoding='ascii') as f:
            f.write(on)
        with Daemon(pem=pki.by_thimble().pem, opts=opts) as s:
            silent = [connect(s.port, source='127.88.0.1')
                      for _ in range(5)]
            time.sleep(0.5)
            equal(len(s.procs()), 0 if on == '1' else 5, 'processes')
            for sock in silent:
                sock.close()


main()
