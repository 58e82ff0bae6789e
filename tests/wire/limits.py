# SPDX-License-Identifier: MIT
"""The limits of connections hold across the children of inetd, and across
services; who dies leaves its place, whoever killed it."""

import os
import re
import signal
import time

import pki
from modes import Daemon
from tls import Client, connect, listen_to
from wire import (Server, equal, eventually, main, scratch, soon, test, tool)

INTERNAL_ERROR = 80
BURST = 10      # src/os/slots.h, SLOTS_BURST_MS


def limits(run, **most):
    """Options; RUN is the folder where connections are counted."""
    words = ['--run', run]
    for name, value in most.items():
        words += ['--max-' + name.replace('_', '-'), str(value)]
    return words


def echo(client):
    """One line there and back."""
    client.send(b'x\n')
    equal(client.line(), b'x\n', 'echo')


def served(s, **options):
    """A client whose session is up."""
    c = Client(s.port, **options)
    echo(c)
    return c


def refused(s, source=None):
    """Asserts that a client gets an alert, soon, and a clean end."""
    c = Client(s.port, handshake=False, source=source)
    with c.sock:
        start = time.monotonic()
        c.sock.sendall(c.hello())
        equal(listen_to(c.sock).clean().alerts(), [INTERNAL_ERROR],
              'alerts')
        soon(start, 1, 'the end of one that is refused')


def seated(run, count):
    """Waits until `count` connections have a place: a process has not taken it
    yet when it is first seen."""
    st = os.stat(f'{run}/sessions')
    name = f'{os.major(st.st_dev):02x}:{os.minor(st.st_dev):02x}:{st.st_ino}'

    def look():
        with open('/proc/locks', encoding='ascii') as f:
            held = [x.split() for x in f if name in x.split()]
        # Bytes beyond the places are where others wait.
        return len([x for x in held if int(x[-2]) < 10000]) >= count
    eventually(look, 5, f'{count} places taken')


def told(s):
    """The numbers of the lines about refused connections."""
    return [int(re.search(r'refused=(\d+)', x)[1]) for x in s.log()
            if ' LIMIT ' in x]


@test('--max-sessions: of two services together; the refused get an alert')
def _():
    identity, run = pki.by_thimble(), os.path.join(scratch('run'), 'new')
    opts = limits(run, sessions=3)
    with Server(pem=identity.pem, opts=opts) as a, \
            Server(pem=identity.pem, opts=opts) as b:
        clients = [served(a), served(b), served(a)]
        equal(os.stat(run).st_mode & 0o7777, 0o700, 'mode of the folder')
        for s in (a, b):
            refused(s)
        for c in clients:
            echo(c)
        a.logged(r'LIMIT service=imap max-sessions=3 refused=1 '
                 r'from=127\.0\.0\.1$')
        equal(len([x for x in a.log() if 'START' in x]), 2, 'START lines')
        equal(told(b), [], 'lines of the same burst')
        clients.pop(0).end()
        a.exit_line('eof')
        eventually(lambda: len(a.procs()) == 2, 5, 'one is gone')
        clients.append(served(b))
        refused(a)
        for c in clients:
            c.end()
        # A place is free when its process has ended.
        eventually(lambda: not a.procs() and not b.procs(), 5, 'all gone')
        served(a).end()


@test('they hold across nowait and -d')
def _():
    identity, run = pki.by_thimble(), scratch('run')
    opts = limits(run, sessions=2)
    with Server(pem=identity.pem, opts=opts) as inetd, \
            Daemon(pem=identity.pem, opts=opts) as daemon:
        clients = [served(inetd), served(daemon)]
        for s in (inetd, daemon):
            refused(s)
        for c in clients:
            echo(c)
        clients.pop(0).end()
        inetd.exit_line('eof')
        eventually(lambda: not inetd.procs(), 5, 'one is gone')
        clients.append(served(daemon))
        refused(inetd)
        for c in clients:
            c.end()


@test('a burst of refused connections is one line, and one with the rest')
def _():
    identity, run = pki.by_thimble(), scratch('run')
    with Server(pem=identity.pem, opts=limits(run, sessions=1)) as s:
        c = served(s)
        start = time.monotonic()
        for _ in range(20):
            refused(s)
        soon(start, BURST, 'the burst')
        equal(told(s), [1], 'what was said in the burst')
        time.sleep(BURST - (time.monotonic() - start) + 0.2)
        echo(c)
        refused(s)
        eventually(lambda: len(told(s)) > 1, 5, 'a second line')
        equal(told(s), [1, 20], 'what was said')
        c.end()


@test('--max-per-ip: one address is full, another is served; mapped is IPv4')
def _():
    identity, run = pki.by_thimble(), scratch('run')
    opts = limits(run, per_ip=2)
    with Server(pem=identity.pem, opts=opts, host='0.0.0.0') as v4, \
            Server(pem=identity.pem, opts=opts, host='::') as v6:
        a = served(v4, host='127.0.0.1', source='127.0.0.2')
        b = served(v6, host='127.0.0.1', source='127.0.0.2')
        refused(v4, '127.0.0.2')
        refused(v6, '127.0.0.2')
        v4.logged(r'LIMIT service=imap max-per-ip=2 refused=1 '
                  r'from=127\.0\.0\.2$')
        more = [served(x, host='127.0.0.1', source='127.0.0.3')
                for x in (v4, v6)]
        six = [served(v6, host='::1') for _ in range(2)]
        equal(told(v4), [1], 'lines')
        for c in [a, b, *more, *six]:
            c.end()


@test('kill -9 of N, of K or of the backend frees the place')
def _():
    identity, run = pki.by_thimble(), scratch('run')
    with Server(pem=identity.pem, opts=limits(run, sessions=1)) as s:
        for who in ('N', 'backend', 'N early', 'K early'):
            if who.endswith('early'):
                c = Client(s.port, handshake=False)
                hello = c.hello()
                c.sock.sendall(hello[:100])
                child = s.child_of(s.network()[0])
            else:
                c = served(s)
                refused(s)
                child = s.child_of(s.network()[0], exe='/bin/cat')
            pid = s.network()[0].pid if who[0] == 'N' else child.pid
            os.kill(pid, signal.SIGKILL)
            if who == 'K early':
                c.sock.sendall(hello[100:])
            elif who == 'backend':
                c.end()
            eventually(lambda: not [
                p for p in s.procs() if p.exe == s.thimble], 3, 'N is gone')
            c.sock.close()
            served(s).end()
            s.quiet()


@test('silent clients make room, the oldest first; sessions stay')
def _():
    identity, run = pki.by_thimble(), scratch('run')
    opts = limits(run, sessions=10, per_ip=10)
    with Server(pem=identity.pem, opts=opts) as s:
        stays = [served(s) for _ in range(4)]
        silent = []
        for _ in range(6):
            silent.append(connect(s.port))
            seated(run, 4 + len(silent))
        start = time.monotonic()
        stays.append(served(s))
        soon(start, 2, 'served')
        s.exit_line('crowded')
        equal(listen_to(silent[0]).how, 'fin', 'the oldest')
        equal(listen_to(silent[1], 0.2).how, 'silence', 'the next')
        for c in stays:
            echo(c)
            c.end()
        for sock in silent:
            sock.close()


@test('--max-handshakes: who stalls in one makes room, within 2 s')
def _():
    identity, run = pki.by_thimble(), scratch('run')
    opts = limits(run, handshakes=2)
    with Server(pem=identity.pem, opts=opts) as s:
        for _ in range(2):
            held = []
            for _ in range(4):
                c = Client(s.port, handshake=False)
                # The whole hello: N waits for the client's Finished.
                c.sock.sendall(c.hello())
                held.append(c)
            eventually(lambda: len(s.procs()) == 6, 5,
                       'two handshakes, two who wait')
            start = time.monotonic()
            served(s).end()
            soon(start, 2, 'served')
            for c in held:
                c.sock.close()
            s.quiet()
        equal(told(s), [], 'refused')
        s.logged('why=crowded')


def line(sock):
    """One line of plain text."""
    got = b''
    while not got.endswith(b'\n'):
        more = sock.recv(1)
        if not more:
            raise AssertionError(f'ended within {got!r}')
        got += more
    return got


@test('-n: refused in plain text; who is silent or stalls there makes room')
def _():
    identity, run = pki.by_thimble(), scratch('run')
    # The backend's first line is the greeting, which -n keeps for itself.
    script = '#!/bin/sh\necho "* OK"\nexec cat\n'
    with Server(script, identity.pem, service=None, opts=(
            '-n', 'imap', *limits(run, sessions=2, handshakes=1))) as s:
        socks = []
        for _ in range(3):
            socks.append(connect(s.port))
            equal(line(socks[-1])[:5], b'* OK ', 'greeting')
            time.sleep(0.02)    # age counts in milliseconds
        s.exit_line('crowded')
        equal(line(socks[0])[:6], b'* BYE ', 'to the oldest')
        socks[1].sendall(b'a NOOP\r\n')
        equal(line(socks[1])[:5], b'a OK ', 'NOOP')
        start = time.monotonic()
        socks[2].sendall(b'a NOOP\r\n')
        equal(line(socks[2])[:5], b'a OK ', 'NOOP of the next')
        soon(start, 2, 'a OK')
        s.exit_line('crowded', 2)
        for sock in socks:
            sock.close()


@test('a byte alone waits outside while handshakes are full, and is answered')
def _():
    identity, run = pki.by_thimble(), scratch('run')
    opts = (*limits(run, handshakes=1), '--handshake', '4')
    with Server(pem=identity.pem, opts=opts) as s:
        with Client(s.port, handshake=False) as first, \
                Client(s.port, handshake=False) as c:
            first.sock.sendall(first.hello())
            s.child_of(s.network()[0])
            hello = c.hello()
            c.sock.sendall(hello[:1])
            time.sleep(0.5)
            equal(len(s.procs()), 3, 'processes')
            c.sock.sendall(hello[1:])
            c.handshake()
            echo(c)
            c.end()


@test('without the folder: served without limits, and said so')
def _():
    identity = pki.by_thimble()
    opts = (*limits('/proc/none', sessions=1), '-D', 'info')
    with Server(pem=identity.pem, opts=opts) as s:
        clients = [served(s) for _ in range(3)]
        s.logged('/proc/none')
        s.logged('connections are not limited')
        for c in clients:
            c.end()
    theirs = scratch('theirs')
    os.chown(theirs, 65534, 65534)
    with Server(pem=identity.pem, opts=limits(theirs)) as s:
        served(s).end()
        s.logged(f'folder {theirs}: must belong to this user')
        equal(os.listdir(theirs), [], 'what was put there')


@test('an ordinary user may name a folder of his own')
def _():
    identity, run = pki.by_thimble(), scratch('run')
    folder = scratch('user')
    pem = os.path.join(folder, 'server.pem')
    with open(identity.pem, 'rb') as f, open(pem, 'wb') as to:
        to.write(f.read())
    os.chmod(pem, 0o600)
    for path in (pem, folder, run):
        os.chown(path, 65534, 65534)
    log = os.path.join(folder, 'log')
    drop = (tool('setpriv'), '--reuid', '65534', '--regid', '65534',
            '--clear-groups')
    with Server(user='nobody', launcher=drop, log=False, pem=pem,
                opts=('-o', log, *limits(run, sessions=2))) as s:
        s.log_path = log
        clients = [served(s), served(s)]
        refused(s)
        for c in clients:
            c.end()


main()
