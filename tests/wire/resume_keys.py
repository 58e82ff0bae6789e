# SPDX-License-Identifier: MIT
"""The file of ticket keys: made once, turned in time, in K's hands only."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
import types

import pki
from modes import alive, pid_of
from ports import free_port
from plain import relay
from tickets import FILE, come, folder, keys, session
from tls import Client, context
from wire import (THIMBLE, Server, equal, eventually, jail, main, scratch,
                  test)

HALF_DAY_MS = 12 * 3600 * 1000


def age(path, ms):
    """Makes the keys as much older."""
    what, *rest = keys(path)
    rest[0] -= ms
    rest[3] -= ms if rest[3] else 0
    with open(os.path.join(path, 'tickets'), 'wb') as f:
        f.write(FILE.pack(what, *rest))


@test('keys are turned after half a day, the one before still opens')
def _():
    path, opts = folder()
    settings = context(version='1.3')
    with Server(pem=pki.by_thimble().pem, opts=opts) as s:
        ticket = come(s, settings)[1]
        first = keys(path)
        equal(first[4], 0, 'no key before')
        age(path, HALF_DAY_MS)
        equal(come(s, settings, ticket)[0], True, 'with the key before')
        second = keys(path)
        equal(second[5:], first[2:4], 'the key before')
        equal(second[2] != first[2] and second[3] != first[3], True, 'new')
        age(path, HALF_DAY_MS)
        equal(come(s, settings, ticket)[0], False, 'two keys later')
        # Nothing is left over of the making.
        equal(sorted(os.listdir(path)),
              ['sessions', 'table', 'tickets', 'unfinished'], 'files')
        # A clock that began anew, as in a folder that outlived a boot.
        age(path, -10 * HALF_DAY_MS)
        come(s, settings)
        equal(keys(path)[1] < second[1] + HALF_DAY_MS, True, 'remade')


@test('many at first: one makes the keys')
def _():
    path, opts = folder()
    with Server(pem=pki.by_thimble().pem, opts=opts) as s:
        settings = context(version='1.3')
        made = []

        def one():
            with Client(s.port, settings=settings) as c:
                session(c)
                made.append(keys(path)[2:4])
        threads = [threading.Thread(target=one) for _ in range(20)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        equal((len(made), len(set(made))), (20, 1), 'one key')


def spoil(path, how):
    """Breaks the key file in one way."""
    name = os.path.join(path, 'tickets')
    if how == 'others read it':
        os.chmod(name, 0o640)
    elif how == 'another owner':
        os.chown(name, 65534, 65534)
    elif how == 'a link':
        os.rename(name, path + '/elsewhere')
        os.symlink('elsewhere', name)
    elif how == 'a fifo':
        os.remove(name)
        os.mkfifo(name, 0o600)
    elif how == 'a folder':
        os.remove(name)
        os.mkdir(name)
    else:
        with open(name, 'r+b') as f:
            f.truncate(50 if how == 'torn' else 0)
            f.write(b'\0' * FILE.size if how == 'zeros' else b'')


@test('a key file that is not ours alone: served, no ticket, a line', 60)
def _():
    pem = pki.by_thimble().pem
    for how in ('others read it', 'another owner', 'a link', 'a fifo',
                'a folder'):
        path, opts = folder()
        with Server(pem=pem, opts=opts) as s:
            come(s, context())
            spoil(path, how)
            got = come(s, context())[1]
            equal(got.has_ticket, False, how)
            s.logged('session ticket keys')


@test('a key file that is torn is made anew', 60)
def _():
    pem = pki.by_thimble().pem
    for how in ('torn', 'empty', 'zeros'):
        path, opts = folder()
        with Server(pem=pem, opts=opts) as s:
            settings = context(version='1.3')
            come(s, settings)
            spoil(path, how)
            ticket = come(s, settings)[1]
            equal(come(s, settings, ticket)[0], True, how)
            equal(len([x for x in s.log() if 'keys of' in x]), 0, how)


@test('the keys of tickets are in K only')
def _():
    path, opts = folder()
    with Server(pem=pki.by_thimble().pem, opts=opts) as s:
        settings = context(version='1.2')
        ticket = come(s, settings)[1]
        wanted = [('key', keys(path)[3])]
        s.quiet()
        with Client(s.port, settings=settings, session=ticket,
                    handshake=False) as c:
            c.sock.sendall(c.hello())
            c.feed()
            n = s.network()[0]
            k = s.child_of(n)
            if not pki.found_in(k, wanted):
                raise AssertionError('not even found in K')
            equal(pki.found_in(n, wanted), [], 'in N')
            c.handshake()
            equal(c.tls.session_reused, True, 'resumed')
            c.send(b'x\n')
            equal(c.line(), b'x\n', 'echo')
            equal(pki.found_in(n, wanted), [], 'in N, later')
            equal(pki.found_in(s.child_of(n, exe='/bin/cat'), wanted), [],
                  'in the backend')
            c.end()


@test('-d in the background: a folder named from where it was started')
def _():
    here = scratch('here')
    port = free_port()
    subprocess.run([THIMBLE, '-d', str(port), '-p', pki.by_thimble().pem,
                    '--run', 'mine', '--jail', jail(), '-P', here + '/pid',
                    '-o', here + '/log', '-l', '/bin/cat'],
                   cwd=here, check=True, timeout=30)
    pid = pid_of(here + '/pid')
    try:
        come(types.SimpleNamespace(port=port), context())
        equal(os.path.exists(here + '/mine/tickets'), True, 'the keys')
        equal(os.path.exists('/mine'), False, 'nothing elsewhere')
    finally:
        os.kill(pid, signal.SIGTERM)
        eventually(lambda: not alive(pid), 5, 'the end')
        os.waitpid(pid, 0)


def secrets(path):
    """The master secrets in a key log."""
    with open(path, encoding='ascii') as f:
        return [('secret', bytes.fromhex(x.split()[2])) for x in f
                if x.startswith('CLIENT_RANDOM ')]


@test('no sealed session and no key is left in K, which dials')
def _():
    _, opts = folder()
    settings = context(version='1.2')
    settings.keylog_filename = os.path.join(scratch('secrets'), 'log')
    identity = pki.by_thimble()
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(socket.socket())
        full.bind(('127.0.0.1', 0))
        full.listen(0)
        for _ in range(3):
            c = stack.enter_context(socket.socket())
            c.setblocking(False)
            c.connect_ex(full.getsockname())
        where = f'127.0.0.1:{full.getsockname()[1]}'
        s = stack.enter_context(relay(identity, where, '--connect', '5',
                                      *opts))
        with Client(s.port, settings=settings) as c:
            equal(c.tls.session.has_ticket, True, 'sealed')
            n = s.network()[0]
            k = s.child_of(n)
            # One to N, and one that is not connected yet.
            eventually(lambda: sum('socket:' in x for x in
                                   k.fds().values()) == 2, 5, 'K dials')
            wanted = secrets(settings.keylog_filename)
            equal((len(wanted), len(pki.found_in(n, wanted)) > 0), (1, True),
                  'N has it')
            equal(pki.found_in(k, wanted), [], 'K has not')
            # Nor what it signed with: the PEM file as it was read.
            equal(pki.found_in(k, pki.secrets(identity.pem)), [], 'the key')
            s.quiet(15)


main()
