# SPDX-License-Identifier: MIT
"""Memory of idle connections of a server, the wrapper's processes only: the
backend is BusyBox's cat, which does not count."""

import os
import time
from dataclasses import dataclass

from procs import look
from tls import Client, connect
from wire import BUSYBOX

FEW, MANY = 10, 100
SETTLE = 0.7        # seconds; what is given back is given back by then
BACKEND = (BUSYBOX, 'cat')


@dataclass(frozen=True)
class Idle:
    """KB, of one connection but for the last two."""

    procs: float    # processes
    slope: float    # PSS of all, (MANY connections - FEW) / (MANY - FEW)
    all: float      # Private_Dirty of all, mean
    first: list     # Private_Dirty of each network process
    silent: int     # of what a client costs that says nothing


def wrappers(server):
    """The wrapper's processes: all but inetd and the backend."""
    busybox = os.path.realpath(BUSYBOX)
    return [p for p in [*server.procs(), look(server.inetd.pid)]
            if p.exe != busybox and p.state != 'Z']


def measure(server, version):
    """Opens connections to SERVER, which runs BACKEND, and leaves it."""
    with server as s:
        silent = connect(s.port)
        time.sleep(SETTLE)
        quiet = sum(p.memory_kb()['Private_Dirty'] for p in s.procs()
                    if p.pid != s.accepting())
        silent.close()
        s.quiet(10)

        clients, pss = [], {}
        for count in (FEW, MANY):
            while len(clients) < count:
                c = Client(s.port, version=version, timeout=30)
                c.send(b'x\n')
                if c.line() != b'x\n':
                    raise AssertionError('no echo')
                clients.append(c)
            time.sleep(SETTLE)
            procs = wrappers(s)
            memory = {p: p.memory_kb() for p in procs}
            pss[count] = sum(m['Pss'] for m in memory.values())
        accepts = s.accepting()
        dirty = {p: m['Private_Dirty'] for p, m in memory.items()
                 if p.pid != accepts}
        first = [kb for p, kb in dirty.items() if p.ppid == accepts]
        for c in clients:
            c.sock.close()
        s.quiet(20)
    return Idle(len(dirty) / MANY, (pss[MANY] - pss[FEW]) / (MANY - FEW),
                sum(dirty.values()) / MANY, first, quiet)
