# SPDX-License-Identifier: MIT
"""A container of an unprivileged user, with 65536 ids: each network process
still has an id of its own, and where there is none the start says so."""

import ctypes
import os

import pki
from modes import Daemon, Waiting, run
from ports import free_port
from tls import Client
from wire import Server, equal, jail, main, scratch, test

CLONE_NEWUSER = 0x10000000
OWN = range(32768, 49152)       # src/os/priv.h
NONE = ('options -s and -g: user and group: not mapped in this user '
        'namespace; choose others')


def contained(ids):
    """What puts a process into a user namespace that has so many ids."""
    def enter():
        pid = os.getpid()
        go, done = os.pipe(), os.pipe()
        # Root outside writes the map, as newuidmap does.
        if os.fork() == 0:
            os.read(go[0], 1)
            for name in 'uid_map', 'gid_map':
                with open(f'/proc/{pid}/{name}', 'w', encoding='ascii') as f:
                    f.write(f'0 0 {ids}\n')
            os.write(done[1], b'x')
            os._exit(0)
        if ctypes.CDLL(None).unshare(CLONE_NEWUSER) != 0:
            raise AssertionError('no user namespace')
        os.write(go[1], b'x')
        os.read(done[0], 1)
        for fd in go + done:
            os.close(fd)
        os.wait()
    return enter


def ids_of(n):
    """The user and group ids of a process, which are all the same."""
    with open(f'/proc/{n.pid}/status', encoding='ascii') as f:
        words = [x.split() for x in f if x.startswith(('Uid:', 'Gid:'))]
    return {int(x) for w in words for x in w[1:]}


@test('each N has an id of its own; nowait, wait, -d')
def _():
    identity = pki.by_thimble()
    for make in Server, Waiting, Daemon:
        with make(pem=identity.pem, opts=('--run', scratch('run')),
                  prepare=contained(65536)) as s:
            clients = [Client(s.port), Client(s.port)]
            for c in clients:
                c.send(b'x\n')
                equal(c.line(), b'x\n', 'echo')
            ids = [ids_of(n) for n in s.network(2)]
            equal([len(x) for x in ids], [1, 1], f'{make}: ids of N')
            own = {x.pop() for x in ids}
            equal((len(own), all(x in OWN for x in own)), (2, True),
                  f'{make}: {own}')
            for c in clients:
                c.end()


@test('no id that is left, or one that is named: said at the start')
def _():
    pem, port = pki.by_thimble().pem, str(free_port())
    line = ('-p', pem, '--jail', jail(), '-l', '/bin/cat')
    for ids, opts, want in (
            (65536, (), None), (40000, (), NONE), (40000, ('-s', '8'), None),
            (65536, ('-s', '65536'), NONE), (65536, ('-g', '70000'), NONE),
            (65536, ('--run-as', '70000'),
             NONE.replace('-s and', '--run-as and')), (1, (), None)):
        enter = contained(ids)
        status, text = run('--check', *opts, *line, preexec_fn=enter)
        equal((status, text), (1, f'{pem}: good\n{want}\n') if want else
              (0, f'{pem}: good\n'), f'--check {opts} with {ids} ids')
        if want:
            equal(run('-d', port, *opts, *line, preexec_fn=enter),
                  (64, f'thimble: {want}\n'), f'-d {opts} with {ids} ids')


main()
