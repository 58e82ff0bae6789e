# SPDX-License-Identifier: MIT
"""Limits of IPv6 clients go by their /64 network, in every mode together."""

import pki
from modes import Daemon, Waiting
from netns import alone
from tls import Client, listen_to
from wire import Server, command, equal, main, scratch, test, tool

# Two of one network, one of the next.
A, B, OTHER = '2001:db8:0:1::1', '2001:db8:0:1:ffff:ffff:ffff:ffff', \
    '2001:db8:0:2::1'


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
    for address in A, B, OTHER:
        command(tool('ip'), '-6', 'addr', 'add', address + '/128',
                'dev', 'lo', 'nodad')
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
