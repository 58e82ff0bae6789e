# SPDX-License-Identifier: MIT
"""An address that stalls in its handshakes does not fill the log: the first
ten connections of a minute have their lines, and those that come to a session;
what is left out is counted, and the count is logged when the minute is over."""

import time

import pki
from tls import Client, connect, listen_to
from wire import Server, equal, eventually, main, scratch, test

LINES, MINUTE = 10, 60      # src/os/slots.h
THEIRS, OTHER = '127.77.0.1', '127.77.0.2'


def served(s, source):
    """One whole connection."""
    with Client(s.port, source=source) as c:
        c.send(b'x\n')
        equal(c.line(), b'x\n', 'echo')
        c.end()


def lines(s, verb, source):
    """The log's lines of a kind about an address."""
    return [x for x in s.log() if f' {verb} ' in x and
            f'from={source}' in x + ' ']


@test('ten lines of one that stalls, its sessions, and a count of the rest',
      120)
def _():
    opts = ('--run', scratch('run'), '--max-handshakes', '1')
    with Server(pem=pki.by_thimble().pem, opts=opts) as s:
        start = time.monotonic()
        stalls = Client(s.port, handshake=False, source=THEIRS)
        stalls.sock.sendall(stalls.hello())
        s.child_of(s.network()[0])
        # The next one waits until it is gone.
        served(s, THEIRS)
        s.logged('why=crowded')
        stalls.sock.close()
        for _ in range(LINES):
            with connect(s.port, source=THEIRS) as sock:
                sock.sendall(b'GET / HTTP/1.0\r\n\r\n')
                listen_to(sock).clean()
            s.quiet()
        served(s, THEIRS)
        s.quiet()
        served(s, OTHER)
        s.quiet()
        equal([len(lines(s, x, THEIRS)) for x in ('START', 'EXIT')],
              [LINES + 1] * 2, 'lines')
        equal(lines(s, 'QUIET', THEIRS), [], 'the count, so far')
        time.sleep(max(0, MINUTE + 0.5 - (time.monotonic() - start)))
        served(s, OTHER)
        eventually(lambda: lines(s, 'QUIET', THEIRS), 5, 'the count')
        # Two that spoke no TLS, and the one that was served.
        equal([x.split(' QUIET ')[1] for x in lines(s, 'QUIET', THEIRS)],
              [f'from={THEIRS} connections=3'], 'the count')
        equal(len(lines(s, 'START', OTHER)), 2, 'lines of another')


main()
