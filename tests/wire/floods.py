# SPDX-License-Identifier: MIT
"""Floods of clients that finish no handshake, and clients or backends that
do not read: a legitimate client is served within 2 s throughout, memory has
a bound, nothing is left. `make bench-floods` shows what others do."""

import fcntl
import os
import struct
import time

import pki
from flood import DRIPS, GARBAGE, SILENT, Flood, Hellos
from modes import Daemon, Waiting
from tls import Client, Cut, reset
from wire import (Server, TooLate, equal, eventually, main, note, scratch,
                  test)

SERVED = 2          # seconds
SECONDS = 8         # of flood
# KB of PSS, the backend left out: of one whose handshake has not begun or is
# over, and of one in its handshake with both its processes.
IDLE_KB, HANDSHAKE_KB = 40, 300


def pss(s):
    """KB of all processes of the wrapper, and how many they are."""
    total = n = 0
    for p in s.procs():
        if p.exe == s.thimble:
            try:
                total += p.memory_kb()['Pss']
                n += 1
            except (FileNotFoundError, ProcessLookupError):
                pass            # it has just left
    return total, n


def serve(s, identity, source=None):
    """Seconds that a legitimate client needs for one line."""
    start = time.monotonic()
    with Client(s.port, ca=identity.ca, source=source) as c:
        c.send(b'x\n')
        equal(c.line(), b'x\n', 'echo')
        took = time.monotonic() - start
        c.end()
    return took


def all_free(run):
    """Whether nobody holds a byte of the files with the places."""
    for name in ('sessions', 'unfinished'):
        with open(f'{run}/{name}', 'rb') as f:
            lock = fcntl.fcntl(f, fcntl.F_GETLK, struct.pack(
                'hhqqi4x', fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
            if struct.unpack('hhqqi4x', lock)[0] != fcntl.F_UNLCK:
                return False
    return True


def withstand(sessions, handshakes, many):
    """One flood."""
    identity, run = pki.by_thimble(), scratch('run')
    opts = ('--run', run, '--max-sessions', str(sessions),
            '--max-handshakes', str(handshakes))
    start = time.monotonic()
    with Server(('/bin/cat',), identity.pem, opts=opts) as s:
        held = Client(s.port)           # a session before the flood
        times, most = [], (0, 0)
        with Flood(s.port, many):
            crowd = min(sessions, SILENT + DRIPS) * 3 // 4
            if not many:
                crowd = min(crowd, sessions // 4 * 3 // 4)
            s.network(crowd, 20)
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                try:
                    times.append(serve(s, identity))
                except (Cut, OSError) as e:
                    # One who was asked to make room did not get to run.
                    raise TooLate(f'refused: {e}') from e
                if len(times) % 10 == 1:
                    most = max(most, pss(s))
                time.sleep(0.1)
        note(f'{len(times)} served, the last after {max(times):.2f} s; '
             f'{most[1]} processes had {most[0]} KB')
        if max(times) > SERVED:
            raise TooLate(f'served after {max(times):.2f} s')
        if len(times) < SECONDS:
            raise TooLate(f'only {len(times)} were served')
        allowed = sessions * IDLE_KB + handshakes * HANDSHAKE_KB
        if most[0] > allowed:
            raise AssertionError(f'{most[0]} KB of {allowed}')
        held.send(b'still here\n')
        equal(held.line(), b'still here\n', 'the session from before')
        held.end()
        s.quiet(20)
        # The last of the queue may still come and go.
        eventually(lambda: all_free(run), 5, 'every place free')
        # Not flooded: what is logged about refused ones.
        lines = [x for x in s.log() if ' LIMIT ' in x]
        if len(lines) > 2 * (time.monotonic() - start + 10) // 10:
            raise AssertionError(f'{len(lines)} lines about limits')


FLOOD = f'{SILENT} silent, {DRIPS} drip, {GARBAGE} garbage'
for SOURCE in 'one address', 'many addresses':
    for SIZE in (1000, 64), (200, 32):
        @test(f'{FLOOD} from {SOURCE}, {SIZE[0]} and {SIZE[1]} allowed', 60)
        def _(size=SIZE, many=SOURCE == 'many addresses'):
            withstand(*size, many)


def starttls(s, source):
    """Seconds that one needs for STARTTLS and a line."""
    start = time.monotonic()
    with Client(s.port, handshake=False, source=source) as c:
        c.sock.recv(4096)
        c.sock.sendall(b'a STARTTLS\r\n')
        c.sock.recv(4096)
        c.handshake()
        c.send(b'x\n')
        equal(c.line(), b'x\n', 'echo')
        took = time.monotonic() - start
        c.end()
    return took


def hellos(kind, rate, addresses, *words):
    """Hellos with nothing behind them; the clients have addresses apart."""
    identity = pki.by_thimble()
    opts = ('--run', scratch('run'), *words)
    plain = '-n' in words
    with kind('#!/bin/sh\necho "* OK"\nexec cat\n' if plain else
              ('/bin/cat',), identity.pem, opts=opts,
              service=None if plain else 'imap') as s:
        times = []
        with Hellos(s.port, rate, addresses,
                    b'a STARTTLS\r\n' if plain else b''):
            # By then the first ones have stalled, and all places are taken.
            time.sleep(3)
            for i in range(20):
                source = f'127.99.0.{i + 1}'
                times.append(starttls(s, source) if plain else
                             serve(s, identity, source))
                time.sleep(0.1)
        s.quiet(30)
        note(f'the last was served after {max(times):.2f} s')
        starts = [x for x in s.log() if ' START ' in x]
        flood = [x for x in starts if 'from=127.77.' in x]
        note(f'{len(flood)} of the flood are in the log')
        equal(len(starts) - len(flood), len(times), 'START of the clients')
        # Until one of it has stalled for a second, and ten of each address.
        if len(flood) > 2 * rate + 10 * addresses:
            raise AssertionError('the flood fills the log')
        if max(times) > SERVED:
            raise TooLate(f'served after {max(times):.2f} s')


SMALL = '--max-sessions', '64'
for FLOODED in ((Server, 100, 1), (Server, 75, 3, *SMALL),
                (Waiting, 100, 30), (Daemon, 120, 1),
                (Server, 60, 1, '-n', 'imap', *SMALL)):
    @test(f'{FLOODED[1]} hellos a second from {FLOODED[2]}: '
          f'{FLOODED[0].__name__} {" ".join(FLOODED[3:])}', 90)
    def _(what=FLOODED):
        hellos(*what)


def grows(n, what):
    """Asserts that N's memory stays as it is for a second."""
    before = n.memory_kb()['Private_Dirty']
    for _ in range(5):
        time.sleep(0.2)
        now = n.memory_kb()['Private_Dirty']
        if now > 150 or now > before + 16:
            raise AssertionError(f'{what}: {before} KB, then {now} KB')


@test('a client that never reads while the backend pours: flat memory')
def _():
    identity = pki.by_thimble()
    with Server(('/bin/cat', '/dev/zero'), identity.pem) as s:
        for version in ('1.2', '1.3'):
            c = Client(s.port, version=version)
            n = s.network()[0]
            backend = s.child_of(n, exe='/bin/cat')
            time.sleep(0.5)
            used = [p.cpu_seconds() for p in (n, backend)]
            grows(n, 'a slow reader')
            equal([round(p.cpu_seconds() - x, 1) for p, x in
                   zip((n, backend), used)], [0, 0], 'processor time')
            # What is not taken waits in the kernel, and is not lost.
            equal(c.exactly(1 << 20), bytes(1 << 20), 'the first megabyte')
            reset(c.sock)
            s.quiet(15)


@test('a client that pours while the backend never reads: flat memory')
def _():
    identity = pki.by_thimble()
    with Server('#!/bin/sh\nexec sleep 60\n', identity.pem) as s:
        c = Client(s.port)
        backend = s.child_of(s.network()[0], exe='/bin/sleep')
        c.pour(0.5)
        grows(s.network()[0], 'a slow backend')
        reset(c.sock)
        os.kill(backend.pid, 15)
        eventually(lambda: not s.procs(), 15, 'all have left')


main()
