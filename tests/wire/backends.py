# SPDX-License-Identifier: MIT
"""Backends that are connected to (-r)."""

import contextlib
import hashlib
import imaplib
import os
import random
import re
import socket
import ssl
import struct
import subprocess
import time

import pki
from mail import PASSWORD, USER, Mail
from plain import Plain, all_of, echo, relay
from ports import free_port
from procs import listening
from tls import Client, Cut
from wire import (BUSYBOX, TMP, TooLate, command, equal, eventually, jail,
                  main, scratch, test, tool)

MB = 1 << 20


def alone(s):
    """The only process of the only connection, N."""
    def look():
        procs = s.procs()
        return procs[0] if len(procs) == 1 else None
    return eventually(look, 5, 'one process only')


@test('-r to real imap4d on a port of its own, by number, name and IPv6', 60)
def _():
    identity, box = pki.by_thimble(), Mail()
    for host, where in (('127.0.0.1', '{}'), ('127.0.0.1', ':{}'),
                        ('127.0.0.1', 'localhost:{}'),
                        ('127.0.0.1', '127.0.0.1:{}'), ('::1', '[::1]:{}'),
                        ('::1', '::1:{}')):
        port = free_port()
        folder = scratch('plain')
        conf, start = (os.path.join(folder, x) for x in ('conf', 'imapd'))
        # Without a syslogd imap4d complains to its stderr, the socket.
        with open(start, 'w', encoding='ascii') as f:
            f.write(f'#!/bin/sh\nexec {" ".join(box.imap)} 2>/dev/null\n')
        os.chmod(start, 0o755)
        with open(conf, 'w', encoding='ascii') as f:
            f.write(f'{host}:{port} stream tcp{"6" if ":" in host else ""} '
                    f'nowait root {start} imapd\n')
        with subprocess.Popen([BUSYBOX, 'inetd', '-f', '-e', conf],
                              stdin=subprocess.DEVNULL) as plain:
            try:
                eventually(lambda: listening(port), 5, 'imap4d')
                with relay(identity, where.format(port)) as s:
                    trust = ssl.create_default_context(cafile=identity.ca)
                    m = imaplib.IMAP4_SSL('localhost', s.port,
                                          ssl_context=trust, timeout=30)
                    m.login(USER, PASSWORD)
                    equal(m.select('INBOX'), ('OK', [b'1']), 'SELECT')
                    alone(s)
                    m.logout()
                    s.exit_line('eof|reset')
            finally:
                plain.terminate()


@test('a unix socket; one process while idle, in its sandbox, K is gone')
def _():
    identity = pki.by_thimble()
    path = os.path.join(scratch('unix'), 'sock')
    with Plain(echo, path), relay(identity, path) as s:
        with Client(s.port, ca=identity.ca) as c:
            c.send(b'x\n')
            equal(c.line(), b'x\n', 'echo')
            n = alone(s)
            status = n.status()
            equal(status['Seccomp'], '2', 'seccomp')
            equal(n.link('root'), os.path.realpath(jail()), 'root')
            sockets = [x for x in n.fds().values()
                       if x.startswith('socket:')]
            equal(len(sockets), 2, f'sockets of N: {n.fds()}')
            c.end()
        end = s.exit_line('eof')
        equal((end['in'], end['out']), ('2', '2'), 'counts')


@test('24 MB each way at once over -r, TLS 1.2 and 1.3', 90)
def _():
    identity = pki.by_thimble()
    data = random.Random(1).randbytes(24 * MB)
    with Plain(echo) as plain, relay(identity, str(plain.port)) as s:
        for count, version in enumerate(('1.2', '1.3'), 1):
            with Client(s.port, version=version) as c:
                got = c.both_ways(data, len(data))
                equal(hashlib.sha256(got).digest(),
                      hashlib.sha256(data).digest(), 'echo')
                c.end()
            end = s.exit_line('eof', count)
            equal((end['in'], end['out']), (str(len(data)),) * 2, 'counts')


@test('half-close through -r, by either side')
def _():
    identity = pki.by_thimble()
    with Plain(all_of) as plain, relay(identity, str(plain.port)) as s:
        with Client(s.port) as c:
            c.send(b'question')
            c.close_notify()
            equal(c.rest(), b'answer', 'after our end')
        equal(plain.seen, [b'question'], 'what the server got')
        s.exit_line('eof')

    def speaks_first(conn, _peer):
        conn.sendall(b'last words')
        conn.shutdown(socket.SHUT_WR)
        return conn.recv(100)

    with Plain(speaks_first) as plain, relay(identity, str(plain.port)) as s:
        with Client(s.port) as c:
            equal(c.rest(), b'last words', 'before its end')
            c.send(b'mine')
            c.end()
        eventually(lambda: plain.seen, 5, 'the server is done')
        equal(plain.seen, [b'mine'], 'what the server got')
        s.exit_line('eof')


@test('a server that resets: the client sees that it is not the whole')
def _():
    identity = pki.by_thimble()

    def resets(conn, _peer):
        conn.sendall(b'half')
        conn.recv(1)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                        struct.pack('ii', 1, 0))

    with Plain(resets) as plain, relay(identity, str(plain.port)) as s:
        with Client(s.port) as c:
            equal(c.exactly(4), b'half', 'the first half')
            c.send(b'x')
            try:
                raise AssertionError(f'an end in order: {c.recv()!r}')
            except (Cut, ConnectionResetError):
                pass
        s.exit_line('backend-reset')


def turned_away(s, seconds):
    """A client gets a whole handshake, then close_notify; how long it took."""
    began = time.monotonic()
    with Client(s.port, version='1.3', timeout=30) as c:
        equal(c.rest(), b'', 'what came')
    took = time.monotonic() - began
    if not seconds[0] <= took <= seconds[1]:
        raise (AssertionError if took < seconds[0] else TooLate)(
            f'took {took:.2f} s, not {seconds}')
    s.exit_line('no-backend')


@test('nobody listens: close_notify and a line with address and reason')
def _():
    identity = pki.by_thimble()
    for host in ('127.0.0.1', '::1'):
        port = free_port()
        with relay(identity, f'[{host}]:{port}') as s:
            turned_away(s, (0, 3))
            s.logged(rf'connect to {host} port {port}: Connection refused$')
    path = os.path.join(TMP, 'no-such-socket')
    with relay(identity, path) as s:
        turned_away(s, (0, 3))
        s.logged(rf'connect to {path}: No such file or directory$')


@test('a server that does not accept: --connect, TCP and unix', 60)
def _():
    identity = pki.by_thimble()
    path = os.path.join(scratch('full'), 'sock')
    for family, at in ((socket.AF_INET, ('127.0.0.1', 0)),
                       (socket.AF_UNIX, path)):
        with contextlib.ExitStack() as stack:
            full = stack.enter_context(socket.socket(family))
            full.bind(at)
            full.listen(0)
            where = path if family == socket.AF_UNIX else \
                f'127.0.0.1:{full.getsockname()[1]}'
            # Fills the queue until the kernel lets the next one wait.
            for _ in range(3):
                c = stack.enter_context(socket.socket(family))
                c.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    c.connect(full.getsockname())
            with relay(identity, where, '--connect', '2') as s:
                turned_away(s, (1.8, 4))
                s.logged(r'connect to .*: (Operation|Connection) timed out$')


@test('no handshake, no connection to the server')
def _():
    identity = pki.by_thimble()
    with Plain(echo) as plain, relay(identity, str(plain.port)) as s:
        with Client(s.port, handshake=False) as c:
            c.sock.sendall(c.hello())
            n = s.network()[0]
            s.child_of(n)
            time.sleep(0.3)
        s.exit_line('.*')
        equal(plain.seen, [], 'connections')


@test('-I: the source address; -O r and l: socket options; bad ones')
def _():
    identity = pki.by_thimble()
    with Plain(echo) as plain:
        with relay(identity, str(plain.port), '-I', '127.0.0.9', '-O',
                   'r:SO_SNDBUF=20000', '-O', 'l:SO_RCVBUF=30000', '-O',
                   'r:SO_LINGER=1:5') as s:
            with Client(s.port) as c:
                c.send(b'x\n')
                equal(c.line(), b'x\n', 'echo')
                # The kernel doubles what is asked for.
                seen = command(tool('ss'), '-tmnH', 'state', 'established',
                               f'( sport = :{s.port} or dport = '
                               f':{plain.port} )').stdout.decode()
                equal('rb60000' in seen, True, f'l:SO_RCVBUF in {seen}')
                equal('tb40000' in seen, True, f'r:SO_SNDBUF in {seen}')
                c.end()
            s.exit_line('eof')
        equal(plain.seen[0][0], '127.0.0.9', 'source')
        for opts, said in (
                (('-O', 'l:SO_BINDTODEVICE=none9'),
                 'option -O l:SO_BINDTODEVICE=none9: No such device'),
                (('-I', '192.0.2.9'),
                 f'port {plain.port}: Address not available')):
            with relay(identity, str(plain.port), *opts) as s:
                with contextlib.suppress(Cut, ssl.SSLError, OSError):
                    with Client(s.port, timeout=5) as c:
                        equal(c.rest(), b'', 'what came')
                s.logged(re.escape(said))
        equal(len(plain.seen), 1, 'connections')


main()
