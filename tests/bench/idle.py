# SPDX-License-Identifier: MIT
"""Memory of idle connections, by mode and beside the peers.

The same for each wrapper: BusyBox inetd with one line (nowait; thimble also
with wait, and without inetd by -d), BusyBox cat as backend, 100 clients that
finish the handshake, see one line echoed and then stay silent. Counted
are the wrapper's processes, not the backend:

  N        Private_Dirty of the network process, mean and largest, in KB
  all      Private_Dirty of all wrapper processes of a connection, mean
  slope    PSS of all wrapper processes: (100 connections - 10) / 90
  silent   Private_Dirty of every process that one client costs which has
           connected and said nothing, backend included if there is one

The accepting process of wait and -d is in the slope and not in the rest.
The last lines, "idle-inetd-kb N" and "idle-daemon-kb N", are thimble's slopes
with TLS 1.3; the second is the larger one of wait and -d.
"""

import os
import time

import pki
from modes import Daemon, Waiting
from procs import look
from tls import Client, connect
from wire import BUSYBOX, Server, scratch, tool

FEW, MANY = 10, 100
SETTLE = 0.7        # seconds; what is given back is given back by then


def wrappers(server):
    """The wrapper's processes: all but inetd and the backend."""
    busybox = os.path.realpath(BUSYBOX)
    return [p for p in [*server.procs(), look(server.inetd.pid)]
            if p.exe != busybox]


def measure(name, server, version):
    """One row of the table."""
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
    slope = (pss[MANY] - pss[FEW]) / (MANY - FEW)
    print(f'{name:<12} {version:>4} {len(dirty) / MANY:>6.0f} '
          f'{sum(first) / len(first):>8.1f} {max(first):>6} '
          f'{sum(dirty.values()) / MANY:>8.1f} {slope:>8.1f} {quiet:>8}',
          flush=True)
    return slope


def thimble(pem):
    """Debian's inetd line would look the same."""
    return Server((BUSYBOX, 'cat'), pem)


def tlswrapper(pem):
    """Network and key process; TLS 1.2 only."""
    return Server(program=(tool('tlswrapper'), 'tlswrapper'),
                  args=['-f', pem, BUSYBOX, 'cat'])


def stunnel(pem):
    """One process, from a configuration without a section."""
    conf = os.path.join(scratch('stunnel'), 'conf')
    with open(conf, 'w', encoding='ascii') as f:
        f.write(f'syslog = no\ndebug = 0\ncert = {pem}\n'
                f'exec = {BUSYBOX}\nexecArgs = cat\n')
    return Server(program=(tool('stunnel4'), 'stunnel4'), args=[conf])


def main():
    """Prints the table."""
    # OpenSSL's own PEM: tlswrapper does not read every kind.
    pem = pki.self_signed('P-256').pem
    print(f'{"KB":<12} {"TLS":>4} {"procs":>6} {"N":>8} {"max":>6} '
          f'{"all":>8} {"slope":>8} {"silent":>8}')
    nowait = measure('nowait', thimble(pem), '1.3')
    measure('nowait', thimble(pem), '1.2')
    daemon = max(
        measure('wait', Waiting((BUSYBOX, 'cat'), pem), '1.3'),
        measure('-d', Daemon((BUSYBOX, 'cat'), pem), '1.3'))
    measure('-d', Daemon((BUSYBOX, 'cat'), pem), '1.2')
    measure('tlswrapper', tlswrapper(pem), '1.2')
    measure('stunnel4', stunnel(pem), '1.3')
    print(f'idle-inetd-kb {nowait:.1f}')
    print(f'idle-daemon-kb {daemon:.1f}')


main()
