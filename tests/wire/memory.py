# SPDX-License-Identifier: MIT
"""What an idle connection and a silent client may cost at most.

tests/bench/idle.sh measures 100 connections beside other wrappers; this is
the bound that no change may cross. The program's pages are shared by a
second connection, so that only what is truly private counts.
"""

import os
import subprocess
import time

import pki
from tls import Client, connect
from wire import BUSYBOX, Server, equal, main, test, tool

IDLE_KB, SILENT_KB = 32, 60     # Private_Dirty
SETTLE = 5                      # seconds; on a busy machine all takes longer


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


@test(f'N after a handshake, idle: at most {IDLE_KB} KB')
def _():
    identity = pki.by_thimble()
    for version in ('1.2', '1.3'):
        with Server((BUSYBOX, 'cat'), identity.pem) as s:
            clients = []
            for _ in range(3):
                c = Client(s.port, version=version)
                c.send(b'x' * 20000 + b'\n')
                equal(len(c.exactly(20001)), 20001, 'echo')
                clients.append(c)
            settles(s.network(3), IDLE_KB)
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
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as c:
            # K becomes the backend after the handshake.
            s.child_of(s.network()[0], exe=BUSYBOX)
            time.sleep(1)
            # KeyUpdate, which mbedTLS does not know (RFC 8446, 4.6.3).
            c.stdin.write(b'K\n')
            c.stdin.flush()
            s.exit_line('alert-sent:unexpected_message')
            c.kill()


@test(f'a client that says nothing: at most {SILENT_KB} KB in all')
def _():
    identity = pki.by_thimble()
    with Server((BUSYBOX, 'cat'), identity.pem) as s:
        with connect(s.port), connect(s.port):
            settles(s.network(2), SILENT_KB)
            equal(len(s.procs()), 2, 'processes of two silent clients')


main()
