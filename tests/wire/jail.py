# SPDX-License-Identifier: MIT
"""What /proc says about N, the process that reads the network."""

import os
import pwd

import pki
from tls import SERVED, Client, connect, listen_to
from wire import (THIMBLE, TMP, Server, command, equal, eventually, jail, main,
                  scratch, test, tool)

UID_BASE = 1400000000       # src/os/priv.h, PRIV_UID_BASE
PLACES = '/run/thimble/sessions'
LIMITS = {'Max core file size': '0', 'Max processes': '0',
          'Max file size': '0'}


def limits(proc):
    """/proc/PID/limits: {name: (soft, hard)}."""
    return {x[:26].strip(): tuple(x[26:].split()[:2])
            for x in proc.read('limits').splitlines()[1:]}


def confined(n, uid, gid=None):
    """Asserts that N has nothing left."""
    status = n.status()
    gid = uid if gid is None else gid
    equal(status['Uid'].split(), [str(uid)] * 4, 'uid')
    equal(status['Gid'].split(), [str(gid)] * 4, 'gid')
    equal(status['Groups'], '', 'supplementary groups')
    equal(status['Seccomp'], '2', 'seccomp')
    equal(status['NoNewPrivs'], '1', 'no_new_privs')
    for name in ('CapInh', 'CapPrm', 'CapEff', 'CapAmb'):
        equal(int(status[name], 16), 0, name)
    equal(n.link('root'), os.path.realpath(jail()), 'root')
    equal(os.listdir(f'/proc/{n.pid}/root/'), [], 'what is in its root')
    equal(n.link('cwd'), n.link('root'), 'working directory')
    st = os.stat(f'/proc/{n.pid}/root/')
    equal((st.st_uid, st.st_mode & 0o022), (0, 0), 'owner, mode of its root')


@test('N after the handshake, TLS 1.2 and 1.3')
def _():
    identity = pki.by_thimble()
    # Without -o, as on a device: no file that N might write to.
    with Server(pem=identity.pem, log=False) as s:
        for version in SERVED:
            with Client(s.port, version=version) as c:
                c.send(b'x\n')
                equal(c.line(), b'x\n', 'echo')
                n = s.network()[0]
                confined(n, UID_BASE + n.pid)
                got = limits(n)
                for name, value in LIMITS.items():
                    equal(got[name], (value, value), name)
                most = int(got['Max open files'][1])
                if most > 16:
                    raise AssertionError(f'may open {most} files')
                c.end()
            s.quiet()


@test('N in the middle of the handshake, before a second byte is read')
def _():
    identity = pki.by_thimble()
    with Server(pem=identity.pem, log=False) as s:
        for sent in (1, None):
            with Client(s.port, handshake=False) as c:
                c.sock.sendall(c.hello()[:sent])
                n = s.network()[0]
                s.child_of(n)
                eventually(lambda: n.status()['Seccomp'] == '2', 5,
                           'the sandbox')
                confined(n, UID_BASE + n.pid)
            s.quiet()


@test('descriptors of N: client, data socket, stderr, log, its own place')
def _():
    identity = pki.by_thimble()
    for log in (False, True):
        with Server(pem=identity.pem, log=log) as s:
            with Client(s.port) as c:
                c.send(b'x\n')
                equal(c.line(), b'x\n', 'echo')
                n = s.network()[0]
                eventually(lambda: len(n.fds()) <= 8, 2, 'few descriptors')
                fds = n.fds()
                files = [x for x in fds.values() if x.startswith('/') and
                         x not in ('/dev/null', s.log_path)]
                # An empty file, for reading: the lock of its place.
                equal(files, [PLACES], 'open files')
                place = [k for k, x in fds.items() if x == PLACES][0]
                flags = n.read(f'fdinfo/{place}').split('flags:')[1]
                equal(int(flags.split()[0], 8) & 3, os.O_RDONLY, 'mode')
                equal(os.stat(PLACES).st_size, 0, 'its size')
                # Sockets: the client's, data, control at most.
                sockets = {x for x in fds.values()
                           if x.startswith('socket:')}
                if len(sockets) > 3:
                    raise AssertionError(f'too many sockets: {fds}')
                c.end()


@test('two connections at once have two uids and cannot signal each other')
def _():
    identity = pki.by_thimble()
    with Server(pem=identity.pem, log=False) as s:
        with Client(s.port) as a, Client(s.port) as b:
            one, two = s.network(2)
            uids = [p.status()['Uid'].split()[0] for p in (one, two)]
            equal(len(set(uids)), 2, f'uids {uids}')
            done = command(tool('setpriv'), '--reuid', uids[0], '--regid',
                           uids[0], '--clear-groups', 'sh', '-c',
                           f'kill -0 {two.pid}', check=False)
            if done.returncode == 0:
                raise AssertionError('one may signal the other')
            a.end()
            b.end()


@test('-s user -g group; numbers; root is refused')
def _():
    identity = pki.by_thimble()
    nobody = pwd.getpwnam('nobody')
    for opts, uid, gid in (
            (('-s', 'nobody'), nobody.pw_uid, nobody.pw_gid),
            (('-s', 'nobody', '-g', 'daemon'), nobody.pw_uid, 1),
            (('-s', '12345', '-g', '54321'), 12345, 54321)):
        with Server(pem=identity.pem, opts=opts) as s:
            with Client(s.port) as c:
                confined(s.network()[0], uid, gid)
                c.end()
    for opts in (('-s', 'root'), ('-s', '0'), ('-g', '0'),
                 ('-s', 'nobody', '-g', 'root')):
        with Server('#!/bin/sh\n: >"$0.started"\n', identity.pem,
                    opts=opts) as s:
            with connect(s.port) as sock:
                listen_to(sock).clean()
            equal(os.path.exists(s.path('backend.started')), False,
                  'a backend')
            s.logged('root')


@test('unprivileged: it works without the drop and says so once')
def _():
    identity = pki.by_thimble()
    nobody = pwd.getpwnam('nobody')
    folder = scratch('unprivileged')
    pem = os.path.join(folder, 'server.pem')
    with open(identity.pem, 'rb') as f, open(pem, 'wb') as to:
        to.write(f.read())
    for path, mode in ((folder, 0o700), (pem, 0o600)):
        os.chmod(path, mode)
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    os.chmod(TMP, 0o755)
    log = os.path.join(folder, 'log')
    drop = (tool('setpriv'), '--reuid', str(nobody.pw_uid), '--regid',
            str(nobody.pw_gid), '--clear-groups')
    with Server(user='nobody', launcher=drop, log=False, pem=pem,
                opts=('-o', log)) as s:
        s.log_path = log
        with Client(s.port, ca=identity.ca) as c:
            c.send(b'x\n')
            equal(c.line(), b'x\n', 'echo')
            status = s.network()[0].status()
            equal(status['Uid'].split(), [str(nobody.pw_uid)] * 4, 'uid')
            equal((status['Seccomp'], status['NoNewPrivs']), ('2', '1'),
                  'seccomp, no_new_privs')
            c.end()
        s.exit_line('eof')
        told = [x for x in s.log() if 'START' not in x and 'EXIT' not in x]
        equal(len(told), 1, f'lines that say so: {told}')


@test('no folder to go into, one of somebody, a full one: an alert, no service')
def _():
    identity = pki.by_thimble()
    theirs = scratch('theirs')
    os.chown(theirs, 65534, 65534)
    full = scratch('full')
    with open(os.path.join(full, '.hidden'), 'w', encoding='ascii'):
        pass
    for folder in ('/proc/none', theirs, identity.pem, full):
        log = os.path.join(TMP, 'no-jail.log')
        with Server(args=['-p', identity.pem, '--jail', folder, '-o', log,
                          '-l', '/bin/cat']) as s:
            s.log_path = log
            with Client(s.port, handshake=False) as c:
                c.sock.sendall(c.hello())
                equal(len(listen_to(c.sock).clean().alerts()), 1, folder)
            s.logged(folder)


@test('each connection has its own addresses')
def _():
    identity = pki.by_thimble()
    with open(THIMBLE, 'rb') as f:
        relocatable = f.read(20)[16:18] in (b'\3\0', b'\0\3')     # ET_DYN
    seen = {'[stack]': set(), '[vdso]': set(), '/thimble': set()}
    with Server(pem=identity.pem) as s:
        for _ in range(4):
            with Client(s.port) as c:
                n = s.network()[0]
                for line in n.read('maps').splitlines():
                    for what, bases in seen.items():
                        if line.endswith(what):
                            bases.add(line.split('-')[0])
                c.end()
            s.quiet()
    if not relocatable:
        del seen['/thimble']
    for what, bases in seen.items():
        if len(bases) < 4:
            raise AssertionError(f'{what} is always at {bases}')


@test('no memory of N is writable and executable; N cannot be traced')
def _():
    identity = pki.by_thimble()
    with Server(pem=identity.pem) as s:
        with Client(s.port) as c:
            n = s.network()[0]
            for line in n.read('maps').splitlines():
                mode = line.split()[1]
                if 'w' in mode and 'x' in mode:
                    raise AssertionError(line)
            # Not dumpable: /proc/PID belongs to root, not to N's uid.
            equal(os.stat(f'/proc/{n.pid}/maps').st_uid, 0, 'owner of maps')
            c.end()


main()
