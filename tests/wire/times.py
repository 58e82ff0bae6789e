# SPDX-License-Identifier: MIT
"""Deadlines, and many clients that say nothing."""

import ctypes
import imaplib
import os
import socket
import ssl
import time

import pki
from certs import FAULT
from mail import PASSWORD, USER, Mail
from tls import Client, connect, listen_to
from wire import (THIMBLE, Server, TooLate, equal, eventually, main, soon,
                  test)

MARKS = '#!/bin/sh\n: >"$0.started"\nexec cat\n'
SILENT = 200


def between(seconds, low, high, what):
    """Asserts that something took as long as it should."""
    if not low <= seconds <= high:
        raise (AssertionError if seconds < low else TooLate)(
            f'{what} after {seconds:.2f} s, not within {low} to {high}')


@test('a silent client is let go at the handshake deadline')
def _():
    identity = pki.by_thimble()
    with Server(MARKS, identity.pem, opts=('--handshake', '2')) as s:
        with connect(s.port) as sock:
            reply = listen_to(sock, 8).clean()
            between(reply.seconds, 1.5, 3, 'the end')
        s.exit_line('handshake-timeout')
        equal(os.path.exists(s.path('backend.started')), False, 'a backend')


@test('one byte a second does not move the deadline')
def _():
    identity = pki.by_thimble()
    with Server(MARKS, identity.pem, opts=('--handshake', '3')) as s:
        for count, version in enumerate(('1.2', '1.3'), 1):
            start = time.monotonic()
            with Client(s.port, version=version, handshake=False) as c:
                c.sock.settimeout(0)
                for byte in c.hello():
                    try:
                        c.sock.send(bytes([byte]))
                        if c.sock.recv(100) == b'':
                            break
                    except BlockingIOError:
                        pass
                    except BrokenPipeError:
                        break
                    if time.monotonic() - start > 8:
                        raise AssertionError('still open after 8 s')
                    time.sleep(0.25)
                between(time.monotonic() - start, 2.5, 4.5, 'the end')
            s.exit_line('handshake-timeout', count)
        equal(os.path.exists(s.path('backend.started')), False, 'a backend')


@test('a client that stops after the hello meets the same deadline')
def _():
    identity = pki.by_thimble()
    with Server(MARKS, identity.pem, opts=('--handshake', '2')) as s:
        for count, version in enumerate(('1.2', '1.3'), 1):
            with Client(s.port, version=version, handshake=False) as c:
                c.sock.sendall(c.hello())
                reply = listen_to(c.sock, 8).clean()
                between(reply.seconds, 1.5, 3, 'the end')
            s.exit_line('handshake-timeout', count)
        equal(os.path.exists(s.path('backend.started')), False, 'a backend')


@test('idle time-out: close_notify, backend sees the end, why=idle')
def _():
    identity = pki.by_thimble()
    with Server('#!/bin/sh\ncat\n: >"$0.ended"\n', identity.pem,
                opts=('--idle', '2')) as s:
        with Client(s.port) as c:
            start = time.monotonic()
            for _ in range(6):          # 3 s of traffic: not idle
                time.sleep(0.5)
                c.send(b'x\n')
                equal(c.line(), b'x\n', 'echo')
            between(time.monotonic() - start, 2.9, 4, 'traffic')
            start = time.monotonic()
            equal(c.rest(), b'', 'up to close_notify')
            between(time.monotonic() - start, 1.5, 3, 'the end')
            c.end()
        s.exit_line('idle')
        eventually(lambda: os.path.exists(s.path('backend.ended')), 5,
                   'the backend saw the end')


@test('a wall clock that stands still, or is wrong, moves no limit')
def _():
    identity = pki.by_thimble()
    for wall in 0, 4000000000:
        program = (FAULT, 'fault', '-t', str(wall), THIMBLE)
        with Server(pem=identity.pem, program=program,
                    opts=('--handshake', '2', '--idle', '1')) as s:
            with connect(s.port) as sock:
                between(listen_to(sock, 8).clean().seconds, 1.5, 3,
                        'a silent one')
            s.exit_line('handshake-timeout')
            with Client(s.port) as c:
                start = time.monotonic()
                equal(c.rest(), b'', 'up to close_notify')
                between(time.monotonic() - start, 0.8, 2, 'the idle one')
                c.end()
            s.exit_line('idle', 2)


@test('--idle does not end a slow handshake')
def _():
    identity = pki.by_thimble()
    with Server(MARKS, identity.pem,
                opts=('--idle', '1', '--handshake', '30')) as s:
        with Client(s.port, handshake=False) as c:
            time.sleep(2)
            c.handshake()
            c.send(b'x\n')
            equal(c.line(), b'x\n', 'echo')


@test("the client's socket has keepalive 300/60/5 and no delay")
def _():
    identity = pki.by_thimble()
    with Server(pem=identity.pem) as s:
        with Client(s.port) as c:
            n = os.pidfd_open(s.network()[0].pid)
            # pidfd_getfd(2): a copy of N's own descriptor 0.
            fd = ctypes.CDLL(None, use_errno=True).syscall(438, n, 0, 0)
            os.close(n)
            with socket.socket(fileno=fd) as own:
                got = [own.getsockopt(level, option) for level, option in (
                    (socket.SOL_SOCKET, socket.SO_KEEPALIVE),
                    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
                    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL),
                    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT),
                    (socket.IPPROTO_TCP, socket.TCP_NODELAY),
                    (socket.SOL_SOCKET, socket.SO_RCVLOWAT))]
            equal(got, [1, 300, 60, 5, 1, 1], 'options')
            c.end()


@test('200 silent clients; a real one is served within 2 s', 60)
def _():
    identity, box = pki.by_thimble(), Mail()
    trust = ssl.create_default_context(cafile=identity.ca)
    with Server(box.imap, identity.pem) as s:
        silent = [connect(s.port) for _ in range(SILENT)]
        s.network(SILENT, 20)
        start = time.monotonic()
        m = imaplib.IMAP4_SSL('localhost', s.port, ssl_context=trust,
                              timeout=30)
        m.login(USER, PASSWORD)
        equal(m.select('INBOX'), ('OK', [b'1']), 'SELECT')
        soon(start, 2, 'a real client had its mail')
        m.logout()
        s.exit_line('.*')
        # Nothing was forked for those who said nothing: one process each.
        equal(len(s.procs()), SILENT, 'processes for the silent ones')
        for sock in silent:
            sock.close()
        s.quiet(10)


@test('20 silent and 20 half-handshaken clients do not stop a real one', 40)
def _():
    identity, box = pki.by_thimble(), Mail()
    trust = ssl.create_default_context(cafile=identity.ca)
    with Server(box.imap, identity.pem) as s:
        held = [connect(s.port) for _ in range(20)]
        for _ in range(20):
            c = Client(s.port, handshake=False)
            c.sock.sendall(c.hello())
            held.append(c.sock)
        s.network(40, 20)
        start = time.monotonic()
        m = imaplib.IMAP4_SSL('localhost', s.port, ssl_context=trust,
                              timeout=30)
        m.login(USER, PASSWORD)
        soon(start, 2, 'a real client was let in')
        m.logout()
        for sock in held:
            sock.close()
        s.quiet(10)


main()
