# SPDX-License-Identifier: MIT
"""Floods of clients that never finish a handshake, in a process of their own.

Silence: silent ones say nothing, drips send a ClientHello of their own making
a byte a second, garbage sends what is no TLS.  One that the server lets go
comes again after a while.

Hellos: so many a second say a whole ClientHello, and then nothing more.

Warnings: alerts of that level, which the engines skip, and no hello.

All last as long as the `with` block, from loopback addresses only, unless
`place` has said where else they come from.
"""

import os
import random
import resource
import select
import signal
import socket
import ssl
import time

from tls import client_hello, context

SILENT, DRIPS, GARBAGE = 500, 100, 100
AGAIN = 3       # seconds until one that was let go comes again
OPEN_MAX = 3000     # hellos at a time
WARNERS = 70        # more than there are places for handshakes
WARNING = bytes([21, 3, 3, 0, 2, 1, 90])      # user_canceled
HELLO = client_hello(extensions=bytes(range(200)))
_place = {'server': '127.0.0.1', 'net': '127.77', 'one': '127.0.0.1'}


def place(server, net, one):
    """Floods SERVER from addresses below NET, the single one being ONE."""
    _place.update(server=server, net=net, one=one)


class _One:
    """One of the flood."""

    def __init__(self, kind, number, port, many):
        self.kind, self.port = kind, port
        self.source = _source(1 + number // 250, number % 250) if many \
            else _place['one']
        self.sock, self.sent, self.when = None, 0, 0.0

    def start(self):
        """Connects without waiting for it."""
        self.sock, self.sent = _connect(self.port, self.source), 0
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


def _source(third, fourth):
    """One of many addresses."""
    return f'{_place["net"]}.{third}.{fourth + 1}'


def _connect(port, source):
    sock = socket.socket()
    sock.setblocking(False)
    sock.bind((source, 0))
    sock.connect_ex((_place['server'], port))
    return sock


def _silence(port, many, n):
    kinds = ['silent'] * SILENT + ['drip'] * DRIPS + ['garbage'] * GARBAGE
    kinds = kinds[::-(-len(kinds) // n)]
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


def real_hello():
    """A ClientHello that a server answers."""
    out = ssl.MemoryBIO()
    tls = context().wrap_bio(ssl.MemoryBIO(), out, server_hostname='localhost')
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return out.read()


def _hellos(port, rate, addresses, first=b''):
    """FIRST is said when the server has greeted, for STARTTLS."""
    hello = real_hello()
    poll = select.epoll()
    socks, sent, begin = {}, 0, time.monotonic()
    while True:
        due = int((time.monotonic() - begin) * rate)
        while sent < due and len(socks) < OPEN_MAX:
            sock = _connect(port, _source(sent % addresses // 250,
                                          sent % addresses % 250))
            sent += 1
            socks[sock.fileno()] = sock
            poll.register(sock, select.EPOLLRDHUP | (
                select.EPOLLIN if first else select.EPOLLOUT))
        for fd, what in poll.poll(0.005, 1000):
            sock = socks[fd]
            try:
                if what & (select.EPOLLRDHUP | select.EPOLLHUP):
                    raise ConnectionError
                if what & select.EPOLLIN:
                    sock.recv(4096)
                    sock.send(first)
                    poll.modify(fd, select.EPOLLRDHUP)
                if what & select.EPOLLOUT:
                    sock.send(hello)
                    poll.modify(fd, select.EPOLLRDHUP)
            except OSError:
                poll.unregister(fd)
                del socks[fd]
                sock.close()


def _warnings(port):
    """Warning alerts and no hello, again and again."""
    socks = {}
    while True:
        for i in range(WARNERS):
            if i not in socks:
                socks[i] = _connect(port, _source(0, 0))
            try:
                socks[i].send(WARNING * 20)
            except BlockingIOError:
                pass
            except OSError:
                socks.pop(i).close()
        time.sleep(0.2)


class _Flood:
    """A process that floods."""

    def __init__(self, how, *args):
        self.pid = os.fork()
        if self.pid == 0:
            try:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                signal.alarm(0)
                most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
                resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
                how(*args)
            finally:
                os._exit(1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


class Flood(_Flood):
    """Silence of N clients, from one address or many."""

    def __init__(self, port, many, n=SILENT + DRIPS + GARBAGE):
        super().__init__(_silence, port, many, n)


class Warnings(_Flood):
    """Clients that send warning alerts and no hello, from one address."""

    def __init__(self, port):
        super().__init__(_warnings, port)


class Hellos(_Flood):
    """RATE hellos a second, from so many addresses by turns."""

    def __init__(self, port, rate, addresses, first=b''):
        super().__init__(_hellos, port, rate, addresses, first)
