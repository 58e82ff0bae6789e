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

import peers
import pki
from figures import Figures
from idle_memory import BACKEND, measure
from modes import Daemon, Waiting
from wire import Server

_figures = Figures('idle')


def row(name, server, version):
    """One row of the table; the slope."""
    found = measure(server, version)
    for column in 'procs', 'all', 'slope', 'silent':
        _figures.note(f'{name} {version}', column, getattr(found, column))
    print(f'{name:<12} {version:>4} {found.procs:>6.0f} '
          f'{sum(found.first) / len(found.first):>8.1f} '
          f'{max(found.first):>6} {found.all:>8.1f} {found.slope:>8.1f} '
          f'{found.silent:>8}', flush=True)
    return found.slope


def main():
    """Prints the table."""
    # OpenSSL's own PEM: tlswrapper does not read every kind.
    pem = pki.self_signed('P-256').pem
    print(f'{"KB":<12} {"TLS":>4} {"procs":>6} {"N":>8} {"max":>6} '
          f'{"all":>8} {"slope":>8} {"silent":>8}')
    nowait = row('nowait', Server(BACKEND, pem), '1.3')
    row('nowait', Server(BACKEND, pem), '1.2')
    daemon = max(row('wait', Waiting(BACKEND, pem), '1.3'),
                 row('-d', Daemon(BACKEND, pem), '1.3'))
    row('-d', Daemon(BACKEND, pem), '1.2')
    row('tlswrapper', peers.tlswrapper(pem, BACKEND), '1.2')
    row('stunnel4', peers.stunnel(pem, BACKEND), '1.3')
    print(f'idle-inetd-kb {nowait:.1f}')
    print(f'idle-daemon-kb {daemon:.1f}')
    _figures.write()


main()
