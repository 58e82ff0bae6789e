# SPDX-License-Identifier: MIT
"""Limits of IPv6 clients go by their /64 network, in every mode together."""

import ctypes
import os
import traceback

import pki
from modes import Daemon, Waiting
from tls import Client, listen_to
from wire import Server, command, equal, main, scratch, test, tool

CLONE_NEWNET = 0x40000000
# Two of one network, one of the next.
A, B, OTHER = '2001:db8:0:1::1', '2001:db8:0:1:ffff:ffff:ffff:ffff', \
    '2001:db8:0:2::1'


def alone(function):
    """Runs a function in a process with a network of its own."""
    pid = os.fork()
    if pid == 0:
        try:
            if ctypes.CDLL(None).unshare(CLONE_NEWNET) != 0:
                raise AssertionError('no network of its own')
            command(tool('ip'), 'link', 'set', 'lo', 'up')
            for address in A, B, OTHER:
                command(tool('ip'), '-6', 'addr', 'add', address + '/128',
                        'dev', 'lo', 'nodad')
            function()
            os._exit(0)
        except BaseException:       # whatever it is, the parent goes on
            traceback.print_exc()
        finally:
            os._exit(1)
    equal(os.waitpid(pid, 0)[1], 0, 'status of the case')


def served(s, source):
    """A session that goes on."""
    c = Client(s.port, host=A, source=source)
    c.send(b'x\n')
    equal(c.line(), b'x\n', 'echo')
    return c


def refused(s, source):
    """An alert, and no session."""
    with Client(s.port, host=A, source=source, handshake=False) as c:
        c.sock.sendall(c.hello())
        equal(listen_to(c.sock, 8).clean().alerts(), [80], 'internal_error')


def full():
    """Two of a network are allowed, whichever way they come."""
    identity, run = pki.by_thimble(), scratch('run')
    opts = ('--run', run, '--max-per-ip', '2')
    with Server(pem=identity.pem, opts=opts, host='::') as inetd, \
            Waiting(pem=identity.pem, opts=(*opts, '--linger', '30'),
                    host='::') as wait, \
            Daemon(pem=identity.pem, opts=opts) as daemon:
        clients = [served(inetd, A), served(wait, B)]
        for s in inetd, wait, daemon:
            refused(s, A)
            refused(s, B)
        clients.append(served(daemon, OTHER))
        clients.append(served(wait, OTHER))
        refused(inetd, OTHER)
        clients.pop(1).end()
        wait.exit_line('eof')
        clients.append(served(daemon, B))
        for c in clients:
            c.end()


@test('--max-per-ip: one /64 is full, the next is served; nowait, wait, -d')
def _():
    alone(full)


main()
