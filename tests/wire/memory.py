# SPDX-License-Identifier: MIT
"""What an idle connection and a silent client may cost at most.

tests/bench/idle.sh measures 100 connections beside other wrappers; this is
the bound that no change may cross. The program's pages are shared by a
second connection, so that only what is truly private counts.
"""

import hmac
import itertools
import os
import struct
import subprocess
import time

import pki
from modes import Waiting
from tickets import folder
from tls import Client, connect, context
from wire import (BUSYBOX, Server, equal, eventually, main, scratch, test,
                  tool)

IDLE_KB, DAEMON_KB, SILENT_KB = 12, 8, 28     # Private_Dirty
SETTLE = 20                     # seconds; on a busy machine all takes longer


def settles(procs, most):
    """Waits until each of the processes is down to MOST."""
    end = time.monotonic() + SETTLE
    while True:
        kb = [p.memory_kb()['Private_Dirty'] for p in procs]
        if max(kb) <= most:
            return
        if time.monotonic() > end:
            raise AssertionError(f'{kb} KB')
        time.sleep(0.1)


# Pages of a program that was only just written count as dirty until then.
os.sync()


@test(f'N after a handshake, idle: at most {IDLE_KB} KB, {DAEMON_KB} with wait')
def _():
    identity = pki.by_thimble()
    for version, kind in itertools.product(('1.2', '1.3'), (Server, Waiting)):
        with kind((BUSYBOX, 'cat'), identity.pem) as s:
            clients = []
            for _ in range(3):
                c = Client(s.port, version=version)
                c.send(b'x' * 20000 + b'\n')
                equal(len(c.exactly(20001)), 20001, 'echo')
                clients.append(c)
            settles(s.network(3), DAEMON_KB if kind is Waiting else IDLE_KB)
            # The stack has gone, what ps(1) shows of it has not.
            for p in s.network(3):
                with open(f'/proc/{p.pid}/cmdline', 'rb') as f:
                    words = f.read().split(b'\0')
                equal((words[:3], words[-3:]),
                      ([b'thimble', b'-N', b'imap'], [b'busybox', b'cat', b'']),
                      'ps')
            # It still works: what was given back comes again when needed.
            for c in clients:
                c.send(b'y' * 20000 + b'\n')
                equal(c.exactly(20001), b'y' * 20000 + b'\n', 'echo')
                c.end()


@test('what a handshake left is gone when a late message of one comes')
def _():
    identity = pki.by_thimble()
    with Server((BUSYBOX, 'cat'), identity.pem) as s:
        with subprocess.Popen(
                (tool('openssl'), 's_client', '-tls1_3', '-connect',
                 f'127.0.0.1:{s.port}'), stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as c:
            # K becomes the backend after the handshake.
            s.child_of(s.network()[0], exe=BUSYBOX)
            time.sleep(1)
            # KeyUpdate (RFC 8446, 4.6.3).
            c.stdin.write(b'K\n')
            c.stdin.flush()
            time.sleep(0.5)
            c.stdin.write(b'behind\n')
            c.stdin.flush()
            while c.stdout.readline() != b'behind\n':
                equal(c.poll(), None, 's_client')
            c.kill()


def expand(secret, label, size):
    """HKDF-Expand-Label for SHA-256 (RFC 8446, 7.1), one block."""
    label = b'tls13 ' + label
    info = struct.pack('>HB', size, len(label)) + label + b'\0'
    return hmac.digest(secret, info + b'\1', 'sha256')[:size]


def secrets(path):
    """What OpenSSL wrote for SSLKEYLOGFILE, and the keys of TLS 1.3."""
    with open(path, encoding='ascii') as f:
        rows = [x.split() for x in f if not x.startswith('#')]
    found = [(name, bytes.fromhex(text)) for name, _, text in rows]
    keys = [(name + ' as key', expand(secret, b'key', 16))
            for name, secret in found if name.endswith('TRAFFIC_SECRET_0')]
    return found, keys


# What KeyUpdate makes the next keys from.
STAY = ('CLIENT_TRAFFIC_SECRET_0', 'SERVER_TRAFFIC_SECRET_0')


@test('of the secrets of a session N keeps those of its records only')
def _():
    with Server((BUSYBOX, 'cat'), pki.by_thimble().pem,
                opts=('-C', 'AES128', *folder()[1])) as s:
        for version in ('1.2', '1.3'):
            settings = context(version=version)
            ticket = None
            for resumed in (False, True):
                settings.keylog_filename = os.path.join(scratch('log'), 'log')
                s.quiet()
                with Client(s.port, settings=settings, session=ticket) as c:
                    c.send(b'x\n')
                    equal(c.line(), b'x\n', 'echo')
                    equal(c.tls.session_reused, resumed, 'resumed')
                    n = s.network()[0]
                    s.child_of(n, exe=BUSYBOX)
                    found, keys = secrets(settings.keylog_filename)
                    equal(len(found), 5 if version == '1.3' else 1, 'logged')
                    found = [x for x in found if x[0] not in STAY]
                    for key in keys:
                        equal(len(pki.found_in(n, [key])) > 0, True, key[0])
                    eventually(lambda: not pki.found_in(n, found), 5,
                               f'N without {pki.found_in(n, found)}')
                    ticket = c.tls.session
                    c.end()


@test(f'a client that says nothing: at most {SILENT_KB} KB in all')
def _():
    identity = pki.by_thimble()
    with Server((BUSYBOX, 'cat'), identity.pem) as s:
        with connect(s.port), connect(s.port):
            settles(s.network(2), SILENT_KB)
            equal(len(s.procs()), 2, 'processes of two silent clients')


main()
