# SPDX-License-Identifier: MIT
"""Servers of plain text behind thimble -r, and inetd lines that use them."""

import contextlib
import os
import socket
import threading

from wire import Server, jail, scratch


def relay(identity, where, *opts, log=True, **more):
    """inetd with a line that connects to WHERE."""
    s_log = os.path.join(scratch('relay'), 'log')
    args = ['-p', identity.pem, '--jail', jail(), '-N', 'imap', *opts]
    if log:
        args += ['-o', s_log]
    s = Server(args=[*args, '-r', where], **more)
    s.log_path = s_log
    return s


class Plain:
    """A server of plain text: calls serve with each connection."""

    def __init__(self, serve, at=('127.0.0.1', 0)):
        family = socket.AF_UNIX if isinstance(at, str) else \
            socket.AF_INET6 if ':' in at[0] else socket.AF_INET
        self.sock = socket.socket(family)
        self.sock.bind(at)
        self.sock.listen(8)
        self.seen = []          # what serve returned, per connection
        self.serve = serve
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    @property
    def port(self):
        """Where it listens."""
        return self.sock.getsockname()[1]

    def _run(self):
        while True:
            try:
                conn, peer = self.sock.accept()
            except OSError:
                return
            with conn, contextlib.suppress(OSError):
                conn.settimeout(20)
                self.seen.append(self.serve(conn, peer))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()
        self.thread.join(5)


def echo(conn, peer):
    """What cat does; the result is the peer."""
    while True:
        data = conn.recv(65536)
        if not data:
            return peer
        conn.sendall(data)


def all_of(conn, _peer):
    """Everything up to the end of the other side, then one answer."""
    got = b''
    while True:
        data = conn.recv(65536)
        if not data:
            conn.sendall(b'answer')
            return got
        got += data
