# SPDX-License-Identifier: MIT
"""inetd's `wait`: the listener on descriptor 0, and its way back to inetd."""

import os
import socket
import subprocess
import threading
import time

import pki
from modes import Waiting, alive
from tls import Client, connect
from wire import Server, equal, eventually, main, test

SAYS_FDS = '#!/bin/sh\nls /proc/self/fd | tr "\\n" " "\necho\nexec cat\n'


def echo(c, text=b'x\n'):
    """One line there and back."""
    c.send(text)
    equal(c.line(), text, 'echo')


@test('serves; one process accepts, a silent client costs none')
def _():
    identity = pki.by_thimble()
    with Waiting(pem=identity.pem, opts=('--linger', '30')) as s:
        for version in ('1.2', '1.3', '1.3'):
            with Client(s.port, version=version) as c:
                echo(c)
                c.end()
        s.exit_line('eof', 3)
        first = s.accepting()
        silent = [connect(s.port) for _ in range(20)]
        with Client(s.port) as c:
            echo(c)
            equal(len(s.network()), 1, 'connections')
            equal(len(s.procs()), 3, 'acceptor, N and backend')
            c.end()
        time.sleep(1)
        s.quiet()
        equal(s.accepting(), first, 'who accepts')
        # What comes late is served all the same.
        silent[0].sendall(b'x')
        s.network()
        for sock in silent:
            sock.close()


@test('ends after --linger with status 0; inetd starts it again')
def _():
    identity = pki.by_thimble()
    with Waiting(pem=identity.pem, opts=('--linger', '1')) as s:
        for _ in range(3):
            # It counts from the accept, which comes later.
            start = time.monotonic()
            with Client(s.port) as c:
                echo(c)
                first = s.accepting()
                c.end()
            eventually(lambda: not alive(first), 4, 'the end')
            if time.monotonic() - start < 1:
                raise AssertionError('it did not linger')
            equal(alive(first), False, 'the first acceptor')
        # inetd says a word when a status is not 0.
        with open(s.path('inetd.out'), encoding='utf-8') as f:
            equal(f.read(), '', 'what inetd has to say')


@test('an open connection outlives the acceptor, and the next one comes')
def _():
    identity = pki.by_thimble()
    with Waiting(pem=identity.pem, opts=('--linger', '3')) as s:
        c = Client(s.port)
        echo(c)
        n = s.network()[0]
        s.gone()
        echo(c)
        d = Client(s.port)
        echo(d)
        echo(c)
        equal(alive(n.pid), True, 'the first N')
        # No listener among its descriptors: the client's socket, data,
        # stderr, log.
        equal(len([x for x in n.fds().values() if 'socket' in x]), 2,
              'sockets of N')
        c.end()
        d.end()
        s.exit_line('eof', 2)


@test('224 connections across many hand-overs: none is lost', 60)
def _():
    identity = pki.by_thimble()
    # Seconds of silence before each round: on both sides of --linger.
    silence = (1.2, 0.985, 1.2, 0.99, 1.2, 0.995, 1.2)
    lost, acceptors = [], set()
    rounds = threading.Barrier(8)

    def client(s, number):
        for seconds in silence:
            rounds.wait(30)
            time.sleep(seconds + number * 0.003)
            for _ in range(4):
                try:
                    with Client(s.port, timeout=30) as c:
                        echo(c)
                        acceptors.add(s.accepting())
                        c.end()
                except Exception as e:
                    lost.append(repr(e))
    with Waiting(pem=identity.pem, opts=('--linger', '1')) as s:
        threads = [threading.Thread(target=client, args=(s, x))
                   for x in range(8)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        equal(lost, [], 'lost')
        s.exit_line('eof', 224, 10)
        if len(acceptors - {0}) < 4:
            raise AssertionError(f'hand-overs: {acceptors}')


@test('TERM hands back at once, and connections go on')
def _():
    identity = pki.by_thimble()
    with Waiting(pem=identity.pem) as s:
        c = Client(s.port)
        echo(c)
        first = s.accepting()
        os.kill(first, 1)       # HUP: nothing
        time.sleep(0.2)
        equal(s.accepting(), first, 'after HUP')
        os.kill(first, 15)
        s.gone()
        echo(c)
        with Client(s.port) as d:
            echo(d)
            d.end()
        c.end()
        os.kill(s.accepting(), 9)
        s.gone()
        with Client(s.port) as d:
            echo(d)
            d.end()


@test('inetd ends: the port is free at once, and connections go on')
def _():
    identity = pki.by_thimble()
    with Waiting(pem=identity.pem, opts=('--linger', '600')) as s:
        c = Client(s.port)
        echo(c)
        first = s.accepting()
        n = s.network()[0].pid
        s.inetd.kill()
        s.inetd.wait()
        try:
            eventually(lambda: not alive(first), 5, 'the end of the acceptor')
            # As the next inetd does.
            with socket.socket() as again:
                again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                again.bind(('127.0.0.1', s.port))
                again.listen()
            echo(c)
            c.end()
            s.exit_line('eof')
            eventually(lambda: not alive(n), 5, 'the end of N')
        finally:
            for pid in (first, n):
                if alive(pid):
                    os.kill(pid, 9)
            s.inetd = subprocess.Popen(['sleep', '60'])


@test('what the backend has and is: descriptors 0 to 2, N its parent')
def _():
    identity = pki.by_thimble()
    with Waiting(SAYS_FDS, identity.pem) as s:
        with Client(s.port) as c:
            # ls has one for the folder.
            equal(c.line(), b'0 1 2 3 \n', 'descriptors')
            n = s.network()[0]
            equal(n.status()['Uid'].split()[0], str(1400000000 + n.pid),
                  'uid of N')
            equal(n.status()['Seccomp'], '2', 'seccomp of N')
            equal(n.fds()[0].startswith('socket:'), True, '0 of N')
            c.end()


@test('a wrong line does not make inetd spin: a start a second')
def _():
    identity = pki.by_thimble()
    s = Server(pem=identity.pem, wait=True, opts=('--no-such-option',))
    try:
        with connect(s.port):
            started = set()
            end = time.monotonic() + 2.5
            while time.monotonic() < end:
                started |= {p.pid for p in s.procs()}
                time.sleep(0.005)
        if not 1 <= len(started) <= 4:
            raise AssertionError(f'{len(started)} starts in 2.5 s')
    finally:
        # It would go on for ever: nobody takes the client.
        s.__exit__(AssertionError, None, None)


main()
