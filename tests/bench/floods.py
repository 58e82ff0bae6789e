# SPDX-License-Identifier: MIT
"""Floods of clients that finish no handshake, beside thimble's peers.

The same for each wrapper: BusyBox inetd, one line, cat as backend, its own
defaults, and the floods of lib/flood.py one after the other, for some seconds
each.  The legitimate clients have an address that is not the flood's.

  worst    seconds until a legitimate client had its line echoed, the longest
  served   how many were served, one after the other
           "refused": one was not within 10 s
  procs    processes of the service at the height of the flood
  PSS      of all of these, in MB
"""

import os
import time

import pki
from figures import Figures
from flood import Flood, Hellos, Warnings
from tls import Client
from wire import Server, scratch, tool

RISE = 5        # seconds until all of the flood have come
SECONDS = 8
PATIENCE = 10
_figures = Figures('floods')


def serve(server, version):
    """Seconds until one line came back; None when it did not."""
    start = time.monotonic()
    try:
        with Client(server.port, version=version, timeout=PATIENCE) as c:
            c.send(b'x\n')
            if c.line() != b'x\n':
                return None
    except (OSError, AssertionError):
        return None
    return time.monotonic() - start


def pss(server):
    """MB of every process below inetd, and how many they are."""
    total = n = 0
    for p in server.procs():
        try:
            total += p.memory_kb()['Pss']
            n += 1
        except (FileNotFoundError, ProcessLookupError):
            pass
    return total / 1024, n


FLOODS = {      # name: what it is, how to start it
    'silent': ('700 clients that send nothing, 700 addresses',
               lambda port: Flood(port, True)),
    'hellos-1': ('100 ClientHellos a second, one address',
                 lambda port: Hellos(port, 100, 1)),
    'hellos-30': ('100 ClientHellos a second, 30 addresses',
                  lambda port: Hellos(port, 100, 30)),
    'warnings': ('70 clients that send warning alerts, one address',
                 Warnings),
}


def measure(kind, name, server, version):
    """One row of a table."""
    flood = FLOODS[kind][1]
    with server as s:
        times, most = [], (0, 0)
        with flood(s.port):
            time.sleep(RISE)
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                times.append(serve(s, version))
                if len(times) % 10 == 1:
                    most = max(most, pss(s))
                time.sleep(0.05)
        s.quiet(150)
    good = [x for x in times if x is not None]
    worst = f'{max(good):.2f}' if len(good) == len(times) else 'refused'
    _figures.note(kind, name + ' worst', worst)
    _figures.note(kind, name + ' PSS', most[0])
    print(f'{name:<12} {worst:>8} {len(good):>7} {most[1]:>6} '
          f'{most[0]:>8.1f}', flush=True)


def main():
    """Prints the table."""
    pem = pki.self_signed('P-256').pem
    conf = os.path.join(scratch('stunnel'), 'conf')
    with open(conf, 'w', encoding='ascii') as f:
        f.write(f'syslog = no\ndebug = 0\ncert = {pem}\n'
                'exec = /bin/cat\nexecArgs = cat\n')
    for kind, (title, _) in FLOODS.items():
        print(f'{title}\n{"":<12} {"worst":>8} {"served":>7} {"procs":>6} '
              f'{"PSS MB":>8}')
        measure(kind, 'thimble',
                Server(pem=pem, opts=('--run', scratch('run'))), '1.3')
        measure(kind, 'tlswrapper', Server(
            program=(tool('tlswrapper'), 'tlswrapper'),
            args=['-f', pem, '/bin/cat']), '1.2')
        measure(kind, 'stunnel4', Server(
            program=(tool('stunnel4'), 'stunnel4'), args=[conf]), '1.3')
    _figures.write()


main()
