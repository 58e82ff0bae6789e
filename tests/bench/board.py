# SPDX-License-Identifier: MIT
"""A board with 32 MB of RAM, in QEMU: how many idle IMAPS connections it
holds until 2 MB are left, and whether a real client is served in floods. And
one with 16 MB, with ten connections. With the argument `floods` these alone.

How much an emulated CPU can do depends on the machine and on what else it
does. So the floods that a real client has to be served in are of twice what the
device has just been seen to do; the last two, of a fixed size, are only
reported.

The clients' addresses are their own, over a tap interface. What a connection
takes is the fall of MemAvailable from the fifth connection to the last; without
the wrapper, the same for imap4d alone on a port without TLS.
"""

import contextlib
import socket
import ssl
import sys
import time

from device import BOARD, NETWORK, Device, flash, tap
from figures import Figures
from flood import Flood, Hellos, Warnings, place

LEFT = 2048         # KB
FROM = 5            # connections, before what one more takes is measured
PLAIN = 15
LEAST, TEN = '16M', 10
SPEED = 10          # seconds of real clients before the floods
FEW = 60            # clients of a flood: more than there are places
RISE = 5            # seconds until all of the flood have come
SECONDS = 20
SERVED = 0.75       # of the real clients, which try once
PATIENCE = 60       # of the client, on a machine that may be busy
IMAP4D = '/usr/sbin/imap4d{} imap4d --inetd --config-file=/etc/mailutils.conf'
THIMBLE = ('imaps stream tcp {} root /usr/sbin/thimble thimble -N imaps '
           '--max-sessions 1000 --max-per-ip 1000 -l ' + IMAP4D.format(' --'))
BARE = 'pop3s stream tcp nowait root ' + IMAP4D.format('')
_figures = Figures('board')


def client(device, port=0, tls=True, source='10.0.2.2'):
    """A connection that has been greeted."""
    sock = socket.create_connection((device.host, device.ports[port]), PATIENCE,
                                    (source, 0))
    if tls:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        sock = context.wrap_socket(sock)
    answers(sock, b'')
    return sock


def answers(sock, say=b'a NOOP\r\n'):
    """The server says a line that has OK in it."""
    if say:
        sock.sendall(say)
    line = b''
    while not line.endswith(b'\n'):
        more = sock.recv(1000)
        assert more, 'the connection has ended'
        line += more
    assert b'OK' in line, line


def available(device):
    """MemAvailable in KB."""
    return int(device.shell("sed -n 's/^MemAvailable: *\\([0-9]*\\).*/\\1/p' "
                            '/proc/meminfo'))


def fill(device, enough, **how):
    """Opens connections until ENOUGH says so of their number and of what is
    available; how many, and KB each."""
    with contextlib.ExitStack() as stack:
        clients, then = [], 0
        while True:
            now = available(device)
            if len(clients) == FROM:
                then = now
            if enough(len(clients), now):
                break
            clients.append(stack.enter_context(client(device, **how)))
        for one in clients:
            answers(one)
        return len(clients), (then - now) / (len(clients) - FROM)


def idle():
    """The table of idle connections."""
    print(f'{"":<8} {"connections":>11} {"KB each":>8} {"of these ours":>14}')
    for way in 'nowait', 'wait':
        path, _ = flash(files=[('etc/network', NETWORK), (
            'etc/inetd.conf', f'{THIMBLE.format(way)}\n{BARE}\n')])
        with Device(path, tap=True) as device:
            device.ready().handshake()
            time.sleep(2)
            _, bare = fill(device, lambda n, _: n == PLAIN, port=1, tls=False)
            time.sleep(2)
            n, each = fill(device, lambda _, now: now <= LEFT)
        ours = each - bare
        print(f'{way:<8} {n:>11} {each:>8.0f} {ours:>8.0f} '
              f'({ours / each:.0%})', flush=True)
        for column, figure in (('connections', n), ('each', each),
                               ('ours', ours), ('share', 100 * ours / each)):
            _figures.note(way, column, figure)


def least():
    """Ten connections with the least memory that it boots with."""
    path, _ = flash(files=[('etc/network', NETWORK)])
    with Device(path, tap=True, memory=LEAST) as device, \
            contextlib.ExitStack() as stack:
        device.ready().handshake()
        # The device's own limits: one address may have eight.
        clients = [stack.enter_context(client(device, source=f'10.77.1.{n}'))
                   for n in range(1, TEN + 1)]
        for one in clients:
            answers(one)
        left = available(device)
    print(f'{LEAST}: {TEN} connections, {left} KB left')
    _figures.note(LEAST, 'left', left)


def flood(kind, rate):
    """A flood of a board that greets RATE real clients a second, one after the
    other, with nothing else to do; its title, and whether a real client has to
    be served in it."""
    twice = max(2, round(2 * rate))
    few = max(FEW, round(3 * twice))
    return {
        'silent': (f'{few} clients that send no hello, as many addresses',
                   lambda: Flood(993, True, few), True),
        'hellos-many': (f'{twice} ClientHellos a second, as many addresses',
                        lambda: Hellos(993, twice, twice), True),
        'hellos-1': (f'{twice} ClientHellos a second, one address',
                     lambda: Hellos(993, twice, 1), True),
        'warnings': ('70 clients that send warning alerts, one address',
                     lambda: Warnings(993), True),
        'silent-700': ('700 clients that send no hello, 700 addresses',
                       lambda: Flood(993, True), False),
        'most': ('100 ClientHellos a second, one address',
                 lambda: Hellos(993, 100, 1), False),
    }[kind]


FLOODS = ('silent', 'hellos-many', 'hellos-1', 'warnings', 'silent-700', 'most')


def served(device):
    """Seconds until a client of its own address has been greeted."""
    start = time.monotonic()
    try:
        client(device).close()
    except (OSError, AssertionError):
        return None
    return time.monotonic() - start


def speed(device):
    """Real clients a second, one after the other."""
    start, n = time.monotonic(), 0
    while time.monotonic() < start + SPEED:
        client(device).close()
        n += 1
    return n / (time.monotonic() - start)


def flooded(device, made):
    """Real clients, one after the other, in a flood: seconds, or None."""
    times = []
    with made():
        time.sleep(RISE)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            times.append(served(device))
    # What the flood had is given back.
    time.sleep(5)
    return times


def floods(way):
    """A table of floods, with the device's own limits."""
    conf = THIMBLE.replace('--max-sessions 1000 --max-per-ip 1000 ', '')
    path, _ = flash(files=[('etc/network', NETWORK), (
        'etc/inetd.conf', conf.format(way) + '\n')])
    place('10.0.2.15', '10.77', '10.77.200.1')
    bad = []
    with Device(path, tap=True) as device:
        device.ready().handshake()
        rate = speed(device)
        print(f'{way}, {rate:.1f} clients a second without a flood:\n'
              f'{"":<50} {"served":>8} {"slowest":>8}', flush=True)
        _figures.note(way, 'rate', rate)
        for kind in FLOODS:
            title, made, has_to = flood(kind, rate)
            times = flooded(device, made)
            good = [x for x in times if x is not None]
            worst = max(good, default=0.0)
            print(f'{title:<50} {len(good):>3}/{len(times):<4} {worst:>6.1f} s',
                  flush=True)
            _figures.note(f'{way} {kind}', 'served', len(good))
            _figures.note(f'{way} {kind}', 'clients', len(times))
            _figures.note(f'{way} {kind}', 'worst', worst)
            if has_to and len(good) < SERVED * len(times):
                bad.append(title)
            # It is over.
            client(device).close()
        assert 'Out of memory' not in device.shell('dmesg')
    return bad


def main():
    """Prints the tables."""
    print(f'{BOARD}:')
    tap()
    whole = sys.argv[1:] != ['floods']
    if whole:
        least()
        idle()
    bad = [title for way in ('nowait', 'wait') for title in floods(way)]
    if whole:
        _figures.write()
    assert not bad, f'too few are served: {bad}'


main()
