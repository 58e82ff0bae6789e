# SPDX-License-Identifier: MIT
"""Clients that vanish, backends that die: nothing hangs, nothing stays."""

import contextlib
import os
import signal
import time

import pki
from tls import Client, reset
from wire import Server, equal, eventually, main, test

WAITS = '#!/bin/sh\nexec cat >/dev/null\n'
STAYS = 'while [ ! -e "$0.go" ]; do sleep 0.1; done\n'


def go(server):
    """Lets a backend that STAYS end."""
    with open(server.path('backend.go'), 'wb'):
        pass


@test('client resets the connection in the middle of an upload')
def _():
    identity = pki.by_thimble()
    with Server(WAITS, identity.pem) as s:
        for count in range(1, 21):
            c = Client(s.port, version='1.2' if count % 2 else '1.3')
            c.send(bytes(100000))
            reset(c.sock)
            s.exit_line('.*', count)
        s.quiet(3)


@test('client resets the connection in the middle of a download')
def _():
    identity = pki.by_thimble()
    with Server('#!/bin/sh\nexec cat /dev/zero\n', identity.pem) as s:
        for count in range(1, 21):
            c = Client(s.port, version='1.2' if count % 2 else '1.3')
            c.exactly(100000)
            reset(c.sock)
            s.exit_line('.*', count)
        s.quiet(3)


@test('client resets the connection while everything is silent')
def _():
    identity = pki.by_thimble()
    with Server(pem=identity.pem) as s:
        c = Client(s.port)
        s.child_of(s.network()[0], exe='/bin/cat')
        reset(c.sock)
        s.exit_line('.*')
        s.quiet(3)


@test('client vanishes at each stage of the handshake')
def _():
    identity = pki.by_thimble()
    marker = '#!/bin/sh\n: >"$0.started"\nexec cat\n'
    with Server(marker, identity.pem) as s:
        count = 0
        for version in ('1.2', '1.3'):
            for sent in (0, 1, 5, 40, None):
                for leave in (reset, lambda sock: sock.close()):
                    c = Client(s.port, version=version, handshake=False)
                    hello = c.hello()
                    c.sock.sendall(hello[:sent])
                    if sent is None:
                        c.feed()
                    leave(c.sock)
                    count += 1
        eventually(lambda: not s.procs(), 5, f'{count} clients have left')
        equal(os.path.exists(s.path('backend.started')), False, 'a backend')


@test('backend exits at once: its last words arrive, its status is logged')
def _():
    identity = pki.by_thimble()
    with Server('#!/bin/sh\necho last words\nexit 7\n', identity.pem) as s:
        for count, version in enumerate(('1.2', '1.3'), 1):
            with Client(s.port, version=version) as c:
                equal(c.rest(), b'last words\n', 'up to close_notify')
                c.end()
            s.exit_line('backend-exit:7', count)


@test('backend exits with 0 without a word')
def _():
    identity = pki.by_thimble()
    with Server(('/bin/true',), identity.pem) as s:
        with Client(s.port) as c:
            equal(c.end(), b'', 'up to close_notify')
        s.exit_line('eof')


@test('backend is killed: close_notify, the signal is logged')
def _():
    identity = pki.by_thimble()
    with Server(pem=identity.pem) as s:
        for count, version in enumerate(('1.2', '1.3'), 1):
            with Client(s.port, version=version) as c:
                c.send(b'hello\n')
                equal(c.line(), b'hello\n', 'echo')
                backend = s.child_of(s.network()[0], exe='/bin/cat')
                os.kill(backend.pid, signal.SIGKILL)
                equal(c.end(), b'', 'up to close_notify')
            s.exit_line('backend-signal:9', count)
            s.quiet()


@test('backend never reads: the client is held back, then all ends', 40)
def _():
    identity = pki.by_thimble()
    with Server('#!/bin/sh\n' + STAYS, identity.pem) as s:
        with Client(s.port) as c:
            c.pour(1)
            n = s.network()[0]
            if n.memory_kb()['Anonymous'] > 200:
                raise AssertionError(f'N grows: {n.memory_kb()}')
            reset(c.sock)
            go(s)
        s.exit_line('.*', 1, 20)
        s.quiet(20)


@test('backend that never reads nor ends: N goes at the idle time-out', 60)
def _():
    identity = pki.by_thimble()
    with Server('#!/bin/sh\nexec sleep 40\n', identity.pem,
                opts=('--idle', '2')) as s:
        # In TLS 1.3 a ticket that nobody reads would make its end a reset.
        with Client(s.port, version='1.2'):
            s.child_of(s.network()[0], exe='/bin/sleep')
        # 2 s of silence, then 10 s in which a backend may end by itself.
        s.exit_line('idle', 1, 15)
        eventually(lambda: not [p for p in s.procs() if p.exe == s.thimble],
                   2, 'N has left')
        for p in s.procs():
            # N may be there still, on its way out, where it has no exe.
            with contextlib.suppress(ProcessLookupError):
                os.kill(p.pid, signal.SIGKILL)


@test('backend is missing: one log line, a clean close, TLS bytes only')
def _():
    identity = pki.by_thimble()
    with Server(('/nonexistent/imapd',), identity.pem) as s:
        for count, version in enumerate(('1.2', '1.3'), 1):
            c = Client(s.port, version=version, handshake=False)
            hello = c.hello()
            c.sock.sendall(hello)
            try:
                c.handshake()
                c.end()
            except Exception as e:
                if 'reset' in str(e).lower():
                    raise
            s.exit_line('backend-exit:127', count)
        s.logged('/nonexistent/imapd')


@test('half-closed and idle connections use no processor time', 40)
def _():
    identity = pki.by_thimble()
    with Server('#!/bin/sh\ncat >/dev/null\n' + STAYS, identity.pem) as half, \
            Server(pem=identity.pem) as idle:
        a, b = Client(half.port), Client(idle.port)
        a.close_notify()
        procs = half.network() + idle.network()
        time.sleep(0.5)
        before = [p.cpu_seconds() for p in procs]
        time.sleep(1.5)
        used = [round(p.cpu_seconds() - x, 3)
                for p, x in zip(procs, before)]
        if max(used) > 0.02:
            raise AssertionError(f'half-closed, idle: {used} s in 1.5 s')
        go(half)
        a.end()
        b.end()


@test('600 connections one after the other leave nothing', 60)
def _():
    identity = pki.by_thimble()
    with Server(('/bin/echo', 'hi'), identity.pem) as s:
        for i in range(300):
            with Client(s.port, version='1.2' if i % 2 else '1.3') as c:
                equal(c.end(), b'hi\n', 'the answer')
        s.exit_line('eof', 300)
        s.quiet()
        before = len(os.listdir(f'/proc/{s.inetd.pid}/fd'))
        for i in range(300):
            Client(s.port).sock.close()
        s.exit_line('.*', 600)
        s.quiet()
        equal(len(os.listdir(f'/proc/{s.inetd.pid}/fd')), before,
              "inetd's descriptors")


main()
