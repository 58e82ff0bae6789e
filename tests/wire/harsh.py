# SPDX-License-Identifier: MIT
"""What the system takes away: descriptors, memory, processes, room in the
log; and signals of all kinds in the midst of it.

Whoever cannot be served has a clean close, TLS or nothing, and soon.
"""

import contextlib
import os
import shutil
import signal
import ssl
import threading
import time

import pki
from modes import Daemon, Waiting
from tls import Client, Cut, listen_to
from wire import THIMBLE, Server, equal, jail, main, scratch, test, tool

# All that a process may get without meaning its end.
STORM = (signal.SIGCHLD, signal.SIGURG, signal.SIGWINCH, signal.SIGCONT,
         signal.SIGSTOP)


def attempt(port, version):
    """Whether a line came back; else there is a clean end within 5 s."""
    with Client(port, version=version, handshake=False) as c:
        try:
            c.handshake()
            c.send(b'x\n')
            said = c.recv()
            equal(said in (b'', b'x\n'), True, 'echo')
            c.end()
            return said != b''
        except (Cut, ssl.SSLError):
            if listen_to(c.sock).how != 'fin':
                raise
            return False


def limited(name, value, pem, log='/dev/null'):
    """inetd with a line that starts thimble under a limit."""
    s = Server(args=[f'--{name}={value}', THIMBLE, '-N', 'imap', '-p', pem,
                     '--jail', jail(), '-o', log, '-l', '/bin/cat'],
               program=(tool('prlimit'), 'prlimit'))
    s.thimble = os.path.realpath(THIMBLE)
    return s


@test('descriptors: 0 to 16 of them', 60)
def _():
    pem, got = pki.by_thimble().pem, []
    # prlimit itself needs some to start a program.
    for n in range(3, 17):
        with limited('nofile', n, pem) as s:
            got.append(attempt(s.port, '1.2' if n % 2 else '1.3'))
    equal(got, sorted(got), 'more is enough, too')
    equal(got[-1], True, '16 are enough')


@test('address space: from too little to enough', 60)
def _():
    pem, got = pki.by_thimble().pem, []
    for kb in range(1600, 4200, 100):
        with limited('as', kb << 10, pem) as s:
            try:
                got.append(attempt(s.port, '1.3'))
            except ConnectionResetError:
                got.append(False)   # the kernel could not even load it
    equal(got[-1], True, '4.1 MB are enough')


@test('a stack of 32 KB to 1 MB: served')
def _():
    pem = pki.by_thimble().pem
    for kb in 32, 64, 128, 1024:
        with limited('stack', kb << 10, pem) as s:
            equal(attempt(s.port, '1.3'), True, f'{kb} KB')


@test('no process, as an ordinary user: an alert, and one line says so')
def _():
    folder = scratch('user')
    program = shutil.copy(THIMBLE, os.path.join(folder, 'thimble'))
    pem = shutil.copy(pki.by_thimble().pem, os.path.join(folder, 'pem'))
    shutil.chown(pem, 'nobody')
    log = os.path.join(folder, 'log')
    with open(log, 'w', encoding='ascii'):
        shutil.chown(log, 'nobody')
    s = Server(args=['--nproc=1', program, '-N', 'imap', '-p', pem, '-o', log,
                     '-l', '/bin/cat'],
               program=(tool('prlimit'), 'prlimit'), user='nobody')
    s.log_path = log
    with s:
        with Client(s.port, handshake=False) as c:
            c.sock.sendall(c.hello())
            equal(len(listen_to(c.sock).clean().alerts()), 1, 'alerts')
        s.logged('fork: Resource temporarily unavailable')
        s.exit_line('error')


@test('no room in the log: served all the same')
def _():
    pem = pki.by_thimble().pem
    log = os.path.join(scratch('full'), 'log')
    with limited('fsize', 0, pem, log) as s:
        for version in '1.2', '1.3':
            equal(attempt(s.port, version), True, version)
    equal(os.path.getsize(log), 0, 'the log')


def storm(s, until):
    """Signals for whoever accepts and for each N, over and over."""
    n = 0
    while not until.is_set():
        for p in s.procs():
            if p.exe != s.thimble:
                continue
            with contextlib.suppress(ProcessLookupError):
                os.kill(p.pid, STORM[n % len(STORM)])
                if STORM[n % len(STORM)] == signal.SIGSTOP:
                    os.kill(p.pid, signal.SIGCONT)
        n += 1
        time.sleep(0.001)


for MODE, OPTS in (Server, ()), (Waiting, ('--linger', '30')), (Daemon, ()):
    @test(f'{MODE.__name__}: a storm of signals changes no byte', 60)
    def _(mode=MODE, opts=OPTS):
        identity, data = pki.by_thimble(), os.urandom(4 << 20)
        with mode(pem=identity.pem, opts=opts) as s:
            over = threading.Event()
            t = threading.Thread(target=storm, args=(s, over))
            t.start()
            try:
                for version in ('1.2', '1.3') * 3:
                    with Client(s.port, ca=identity.ca, version=version) as c:
                        equal(c.both_ways(data, len(data)) == data, True,
                              'what came back')
                        c.end()
                for i in range(20):
                    equal(attempt(s.port, '1.2' if i % 2 else '1.3'), True,
                          'a short one')
            finally:
                over.set()
                t.join()
            s.exit_line('eof', 26)


main()
