# SPDX-License-Identifier: MIT
"""SIGTERM to N: the client gets a close_notify, and N, K and the backend are
gone soon, whatever the moment."""

import contextlib
import os
import select
import signal
import socket
import ssl
import time

import pki
from tls import Client, connect, listen_to
from wire import Server, equal, eventually, main, soon, test

VERSIONS = ('1.2', '1.3')
SOON = 3.5      # a second each for the record on its way and for their FIN
FLOOD = '#!/bin/sh\nexec cat /dev/zero\n'


def end(server):
    """Sends TERM to N, the only one; when it was sent."""
    os.kill(server.network()[0].pid, signal.SIGTERM)
    return time.monotonic()


def gone(server, start, most=SOON, why='terminated'):
    """N, K and the backend are, and the log has why."""
    eventually(lambda: not server.procs(), most + 5, 'no process')
    soon(start, most, 'the end')
    return server.exit_line(why)


@test('an idle session', 60)
def _():
    for version in VERSIONS:
        with Server(pem=pki.by_thimble().pem) as s, \
                Client(s.port, version=version) as c:
            c.send(b'x\n')
            equal(c.line(), b'x\n', 'echo')
            # Its memory is given back.
            time.sleep(0.5)
            start = end(s)
            equal(c.rest(), b'', 'up to close_notify')
            soon(start, 0.5, 'close_notify')
            equal(c.sock.recv(1), b'', 'FIN')
            c.sock.close()
            gone(s, start)


@test('in the middle of an answer', 60)
def _():
    for version in VERSIONS:
        with Server(FLOOD, pki.by_thimble().pem) as s, \
                Client(s.port, version=version) as c:
            c.exactly(100000)
            # Time to fill all buffers: a record is in pieces.
            time.sleep(0.3)
            start = end(s)
            # N is waiting to send the rest of it.
            time.sleep(0.3)
            equal(set(c.rest()), {0}, 'what was sent, up to close_notify')
            c.sock.close()
            gone(s, start)


@test('a client that reads nothing', 60)
def _():
    for version in VERSIONS:
        with Server(FLOOD, pki.by_thimble().pem) as s, \
                Client(s.port, version=version):
            time.sleep(0.5)
            gone(s, end(s))


@test('with something to do all the time', 60)
def _():
    for version in VERSIONS:
        with Server(pem=pki.by_thimble().pem) as s, \
                Client(s.port, version=version) as c:
            start = None
            began = time.monotonic()
            c.sock.setblocking(False)
            sealed, ended = b'', False
            while not ended:
                if start is None and time.monotonic() > began + 0.5:
                    start = end(s)
                if not sealed:
                    c.tls.write(bytes(16384))
                    sealed = c.outgoing.read()
                can_read, can_write, _ = select.select(
                    [c.sock], [c.sock], [], 5)
                equal(bool(can_read or can_write), True, 'it moves')
                if can_write:
                    sealed = sealed[c.sock.send(sealed):]
                if can_read:
                    c.feed()
                with contextlib.suppress(ssl.SSLWantReadError):
                    while not ended:
                        ended = c.tls.read(65536) == b''
            c.sock.close()
            gone(s, start)


@test('half-closed: the answer ends with close_notify', 60)
def _():
    for version in VERSIONS:
        with Server('#!/bin/sh\ncat >/dev/null\necho x\nexec sleep 30\n',
                    pki.by_thimble().pem) as s, \
                Client(s.port, version=version) as c:
            c.close_notify()
            equal(c.line(), b'x\n', 'the answer')
            start = end(s)
            equal(c.rest(), b'', 'up to close_notify')
            c.sock.close()
            eventually(lambda: len(s.procs()) == 1, 5, 'N is gone')
            soon(start, SOON, 'the end')
            s.exit_line('terminated')
            # sleep(1) reads nothing.
            os.kill(s.procs()[0].pid, signal.SIGKILL)


@test('while a client that was answered goes on to send', 60)
def _():
    for version in VERSIONS:
        with Server('#!/bin/sh\nexit\n', pki.by_thimble().pem) as s, \
                Client(s.port, version=version) as c:
            equal(c.rest(), b'', 'its end, as usual')
            c.send(b'x')
            start = end(s)
            c.send(b'x')
            eventually(lambda: not s.procs(), 5, 'N is gone')
            soon(start, SOON, 'the end')
            s.exit_line('terminated')


@test('a handshake that waits for the rest of a hello, or for Finished', 60)
def _():
    for version in VERSIONS:
        for part in (-1, None):
            with Server(pem=pki.by_thimble().pem) as s, \
                    Client(s.port, version=version, handshake=False) as c:
                c.sock.sendall(c.hello()[:part])
                if part is None:
                    c.feed()
                start = end_confined(s)
                # An alert, which TLS 1.3 calls data from the ServerHello on;
                # which one depends on how far N has come.
                last = listen_to(c.sock).clean().records()[-1]
                equal(last[0] == 21 if part or version == '1.2' else
                      last[0] == 23 and len(last[1]) == 19, True, f'{last}')
                c.sock.close()
                gone(s, start)


def end_confined(server):
    """TERM, as soon as N is past its start."""
    n = server.network()[0]
    eventually(lambda: n.read('status').find('Seccomp:\t2') > 0, 5,
               'the sandbox')
    return end(server)


@test('-n, before TLS: the words of the protocol', 60)
def _():
    for protocol, bye in (('imap', b'* BYE '), ('pop3', b'-ERR '),
                          ('smtp', b'421 ')):
        with Server(pem=pki.by_thimble().pem, opts=('-n', protocol)) as s, \
                connect(s.port) as c, c.makefile('rb') as f:
            f.readline()
            c.sendall(b'NOOP\r\n')
            f.readline()
            start = end_confined(s)
            equal(f.readline()[:len(bye)], bye, 'the last line')
            equal(f.read(), b'', 'FIN')
            f.close()
            c.close()
            gone(s, start)


@test('-r: while a backend is waited for that does not answer', 60)
def _():
    # A queue of one that is full: the next SYN is not answered.
    with socket.socket() as full:
        full.bind(('127.0.0.1', 0))
        full.listen(0)
        port = full.getsockname()[1]
        with socket.create_connection(('127.0.0.1', port)), \
                Server(args=['-p', pki.by_thimble().pem, '-N', 'imap',
                             '-r', f'127.0.0.1:{port}', '--connect', '9',
                             '-o', os.devnull]) as s, \
                Client(s.port, version='1.3') as c:
            time.sleep(0.5)
            n = s.network()[0]
            start = end(s)
            equal(c.rest(), b'', 'up to close_notify')
            c.sock.close()
            eventually(lambda: n.pid not in [p.pid for p in s.procs()], 9,
                       'N is gone')
            soon(start, SOON, 'the end')


main()
