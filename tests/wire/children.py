# SPDX-License-Identifier: MIT
"""The list of connections of the process that accepts, with -d: no connection
keeps a copy of it, which would cost each a page once the list changes."""

import struct

import pki
from modes import Daemon
from procs import look
from tls import Client
from wire import BUSYBOX, THIMBLE, command, equal, main, test, tool

PAGE = 4096


def symbol(name):
    """Where a static variable of the program is, and its size."""
    table = command(tool('nm'), '-S', THIMBLE + '.full').stdout.decode()
    found = [x.split() for x in table.splitlines() if x.endswith(' ' + name)]
    equal(len(found), 1, f'{name} in the program')
    return int(found[0][0], 16), int(found[0][1], 16)


def present(proc, start, size):
    """How many pages of that range a process has (proc(5), pagemap)."""
    with open(f'/proc/{proc.pid}/pagemap', 'rb', buffering=0) as f:
        f.seek(start // PAGE * 8)
        data = f.read(-(-size // PAGE) * 8)
    return sum(x >> 63 for x in struct.unpack(f'{len(data) // 8}Q', data))


@test('the list of connections is the accepting process\'s alone')
def _():
    place = symbol('children')
    with Daemon((BUSYBOX, 'cat'), pki.by_thimble().pem) as s:
        clients = []
        for _ in range(3):
            c = Client(s.port)
            c.send(b'x\n')
            equal(c.line(), b'x\n', 'echo')
            clients.append(c)
        equal(present(look(s.inetd.pid), *place) > 0, True, 'its own')
        equal([present(n, *place) for n in s.network(3)], [0, 0, 0],
              'pages of it in each connection')
        for c in clients:
            c.end()


main()
