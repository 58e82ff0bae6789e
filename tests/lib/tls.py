# SPDX-License-Identifier: MIT
"""A TLS client that can stop anywhere, and a look at raw TLS records.

OpenSSL works on two memory buffers here and the socket is ours: so a test
can send half a ClientHello, never send its Finished, send close_notify and
read on, end without close_notify, or reset the connection.
"""

import os
import select
import socket
import ssl
import struct
import time

VERSIONS = {'1.2': ssl.TLSVersion.TLSv1_2, '1.3': ssl.TLSVersion.TLSv1_3}
# Those that the program has: `make check-min` leaves TLS 1.2 out.
SERVED = tuple(os.environ.get('TLS_VERSIONS', '1.2 1.3').split())
SERVED_OPTIONS = tuple('-tls1_' + x[2] for x in SERVED)

CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA = 20, 21, 22, 23
# RFC 8446, 6
CLOSE_NOTIFY, UNEXPECTED_MESSAGE, PROTOCOL_VERSION = 0, 10, 70
NO_APPLICATION_PROTOCOL = 120


class Cut(Exception):
    """The server ended the connection without close_notify."""


def connect(port, host='127.0.0.1', source=None, timeout=30):
    """A TCP connection that sends what it is given at once."""
    s = socket.create_connection((host, port), timeout,
                                 source and (source, 0))
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s


def context(ca=None, version=None, alpn=None):
    """A client's settings; without ca nothing is verified."""
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca is None:
        c.check_hostname = False
        c.verify_mode = ssl.CERT_NONE
    else:
        c.load_verify_locations(ca)
    if version is not None:
        c.minimum_version = c.maximum_version = VERSIONS[version]
    if alpn is not None:
        c.set_alpn_protocols(alpn)
    return c


def reset(sock):
    """Ends a connection with RST."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                    struct.pack('ii', 1, 0))
    sock.close()


class Client:
    """One connection. Without handshake=False it is ready for data."""

    def __init__(self, port, host='127.0.0.1', ca=None, version=None,
                 alpn=None, name='localhost', handshake=True, timeout=30,
                 settings=None, source=None, session=None):
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.early = b''            # plain text that was read ahead
        self.tls = (settings or context(ca, version, alpn)).wrap_bio(
            self.incoming, self.outgoing, server_hostname=name,
            session=session)
        self.sock = connect(port, host, source, timeout)
        if handshake:
            self.handshake()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()

    def flush(self):
        """Sends what OpenSSL has produced."""
        data = self.outgoing.read()
        if data:
            self.sock.sendall(data)

    def feed(self):
        """Receives something for OpenSSL; False at the connection's end."""
        data = self.sock.recv(65536)
        if data:
            self.incoming.write(data)
        else:
            self.incoming.write_eof()
        return bool(data)

    def _until_done(self, step):
        while True:
            try:
                got = step()
                self.flush()
                return got
            except ssl.SSLWantReadError:
                self.flush()
                self.feed()
            except ssl.SSLEOFError as e:
                raise Cut('the server left without close_notify') from e

    def hello(self):
        """The ClientHello's bytes, which are not sent."""
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        return self.outgoing.read()

    def handshake(self):
        """The whole handshake."""
        self._until_done(self.tls.do_handshake)

    def send(self, data):
        """All of data as TLS records; blocks while the server does."""
        view = memoryview(data)
        while view:
            n = self.tls.write(view[:65536])
            self.flush()
            view = view[n:]

    def pour(self, seconds):
        """Sends until nothing was taken for so long."""
        self.sock.settimeout(seconds)
        sent = 0
        try:
            while sent < 64 << 20:
                self.send(bytes(65536))
                sent += 65536
        except TimeoutError:
            return
        raise AssertionError('64 MB went nowhere')

    def recv(self, cap=65536):
        """Some bytes; b'' at the server's close_notify."""
        if self.early:
            got, self.early = self.early[:cap], self.early[cap:]
            return got
        try:
            return self._until_done(lambda: self.tls.read(cap))
        except ssl.SSLZeroReturnError:
            return b''

    def line(self):
        """Bytes up to a line's end."""
        got = b''
        while not got.endswith(b'\n'):
            more = self.recv(1)
            if not more:
                raise AssertionError(f'ended within a line: {got!r}')
            got += more
        return got

    def exactly(self, n):
        """Just n bytes."""
        got = bytearray()
        while len(got) < n:
            more = self.recv(min(65536, n - len(got)))
            if not more:
                raise AssertionError(f'ended after {len(got)} bytes of {n}')
            got += more
        return bytes(got)

    def rest(self):
        """Everything up to the server's close_notify."""
        got = bytearray()
        while True:
            more = self.recv()
            if not more:
                return bytes(got)
            got += more

    def both_ways(self, data, answer_len, seconds=60):
        """Sends data while reading; the first answer_len bytes of answer."""
        view, got, sealed = memoryview(data), bytearray(), b''
        end = time.monotonic() + seconds
        self.sock.setblocking(False)
        while view or sealed or len(got) < answer_len:
            if not sealed and view:
                view = view[self.tls.write(view[:16384]):]
                sealed = self.outgoing.read()
            can_read, can_write, _ = select.select(
                [self.sock], [self.sock] if sealed else [], [],
                end - time.monotonic())
            if can_write:
                sealed = sealed[self.sock.send(sealed):]
            if can_read and not self.feed():
                raise Cut(f'after {len(got)} bytes')
            try:
                while can_read:
                    got += self.tls.read(65536)
            except ssl.SSLWantReadError:
                pass
            if not can_read and not can_write:
                raise AssertionError(f'stuck after {len(got)} bytes, '
                                     f'{len(view)} to go')
        self.sock.settimeout(30)
        return bytes(got)

    def close_notify(self):
        """Ends our direction only; recv goes on.

        unwrap() calls SSL_shutdown twice, and the second call would eat
        records that have come already: they are read before.
        """
        try:
            while True:
                more = self.tls.read(65536)
                if not more:
                    break
                self.early += more
        except ssl.SSLError:
            pass
        try:
            self.tls.unwrap()
        except ssl.SSLError:
            # Nothing came back so far: that is what half-closed means.
            pass
        self.flush()

    def end(self):
        """Both directions in order: close_notify, theirs, FIN, their FIN."""
        self.close_notify()
        left = self.rest()
        self.sock.shutdown(socket.SHUT_WR)
        while self.sock.recv(65536):
            pass
        self.sock.close()
        return left


class Reply:
    """What a server sent to raw bytes, and how the connection ended."""

    def __init__(self, data, how, seconds):
        self.data = data
        self.how = how              # 'fin', 'rst' or 'silence'
        self.seconds = seconds      # until that end

    def __repr__(self):
        return f'{self.how} after {self.seconds:.2f} s and {self.data!r}'

    def records(self):
        """[(type, payload)], or a failure: everything must be TLS."""
        found = []
        rest = self.data
        while rest:
            if len(rest) < 5:
                raise AssertionError(f'half a record header: {self}')
            kind, major, minor, size = struct.unpack('>BBBH', rest[:5])
            if kind not in (CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE,
                            APPLICATION_DATA) or major != 3 or minor > 4 or \
                    size > 16384 + 256:
                raise AssertionError(f'not TLS: {self}')
            if len(rest) < 5 + size:
                raise AssertionError(f'half a record: {self}')
            found.append((kind, rest[5:5 + size]))
            rest = rest[5 + size:]
        return found

    def alerts(self):
        """The descriptions of the alerts that are not encrypted."""
        return [x[1] for kind, x in self.records()
                if kind == ALERT and len(x) == 2]

    def clean(self):
        """Asserts TLS bytes only and an end in order."""
        self.records()
        if self.how != 'fin':
            raise AssertionError(f'no clean end: {self}')
        return self


def listen_to(sock, seconds=20):
    """Reads raw bytes until the server's end, or silence for SECONDS."""
    start = time.monotonic()
    data = bytearray()
    how = 'fin'
    while True:
        left = seconds - (time.monotonic() - start)
        if left <= 0:
            how = 'silence'
            break
        sock.settimeout(left)
        try:
            more = sock.recv(65536)
        except ConnectionResetError:
            how = 'rst'
            break
        except TimeoutError:
            how = 'silence'
            break
        if not more:
            break
        data += more
    return Reply(bytes(data), how, time.monotonic() - start)


def say_raw(port, data, host='127.0.0.1', seconds=20):
    """Sends DATA on a new connection and listens to what comes."""
    with connect(port, host) as s:
        s.sendall(data)
        return listen_to(s, seconds)


def client_hello(version=(3, 3), suites=(0xc02b, 0xc02f), extensions=b''):
    """A ClientHello record of our own making; the random is fixed."""
    body = bytes(version) + b'R' * 32 + b'\0'
    body += struct.pack('>H', 2 * len(suites))
    body += b''.join(struct.pack('>H', x) for x in suites) + b'\1\0'
    if extensions:
        body += struct.pack('>H', len(extensions)) + extensions
    message = b'\1' + struct.pack('>I', len(body))[1:] + body
    return bytes([HANDSHAKE, 3, 1]) + struct.pack('>H', len(message)) + message
