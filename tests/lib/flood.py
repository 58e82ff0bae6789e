# SPDX-License-Identifier: MIT
"""A flood of clients that never finish a handshake, in a process of its own.

Silent ones say nothing, drips send a ClientHello of their own making a byte
a second, garbage sends what is no TLS. One that the server lets go comes
again after a while, as long as the flood lasts.
"""

import os
import random
import select
import signal
import socket
import time

from tls import client_hello

SILENT, DRIPS, GARBAGE = 500, 100, 100
AGAIN = 3       # seconds until one that was let go comes again
HELLO = client_hello(extensions=bytes(range(200)))


class _One:
    """One of the flood."""

    def __init__(self, kind, number, port, many):
        self.kind, self.port = kind, port
        self.source = f'127.{1 + number // 250}.{number % 250}.9' if many \
            else '127.0.0.1'
        self.sock, self.sent, self.when = None, 0, 0.0

    def start(self):
        """Connects without waiting for it."""
        self.sock, self.sent = socket.socket(), 0
        self.sock.setblocking(False)
        self.sock.bind((self.source, 0))
        self.sock.connect_ex(('127.0.0.1', self.port))
        self.when = time.monotonic() if self.kind != 'silent' else 1e9

    def say(self):
        """Says what is due."""
        try:
            if self.kind == 'drip':
                self.sock.send(HELLO[self.sent:self.sent + 1])
                self.sent += 1
                self.when += 1
            else:
                self.sock.send(random.randbytes(200))
                self.when = 1e9
        except BlockingIOError:
            self.when += 0.1
        except OSError:
            self.leave()

    def leave(self):
        """Is gone for a while."""
        self.sock.close()
        self.sock = None
        self.when = time.monotonic() + AGAIN


def _run(port, many):
    kinds = ['silent'] * SILENT + ['drip'] * DRIPS + ['garbage'] * GARBAGE
    random.shuffle(kinds)
    ones = [_One(k, i, port, many) for i, k in enumerate(kinds)]
    poll = select.epoll()
    by_fd = {}
    while True:
        now = time.monotonic()
        for one in ones:
            if one.when > now:
                continue
            if one.sock is None:
                one.start()
                by_fd[one.sock.fileno()] = one
                poll.register(one.sock, select.EPOLLIN | select.EPOLLRDHUP)
            else:
                one.say()
        for fd, _ in poll.poll(0.05, 1000):
            one = by_fd[fd]
            if one.sock is not None and one.sock.fileno() == fd:
                one.leave()


class Flood:
    """It lasts from `with` to the end of the block."""

    def __init__(self, port, many):
        self.pid = os.fork()
        if self.pid == 0:
            try:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                signal.alarm(0)
                _run(port, many)
            finally:
                os._exit(1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
