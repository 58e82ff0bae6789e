# SPDX-License-Identifier: MIT
"""ClientHellos of TLS 1.3 with tickets whose binders are right, byte by byte,
and what a server made of them.

Only the first flight is looked at: no secret of the connection is made here,
but that of the session is known.
"""

import hashlib
import hmac
import os
import struct
import time

from tickets import keep, secret_in, ticket_in
from tls import ALERT, HANDSHAKE, client_hello, connect, listen_to
from wire import command, scratch, tool

# Extensions (RFC 8446, 4.2)
NAME, GROUPS, SIGNATURES = 0, 10, 13
PSK, VERSIONS, MODES, SHARE = 41, 43, 45, 51
# The random of a HelloRetryRequest (RFC 8446, 4.1.3)
RETRY = hashlib.sha256(b'HelloRetryRequest').digest()


def vector(body, size=2):
    """Bytes behind their length."""
    return len(body).to_bytes(size, 'big') + body


def extension(kind, body=b''):
    """One extension."""
    return struct.pack('>H', kind) + vector(body)


def named(name):
    """A server name."""
    return extension(NAME, vector(b'\0' + vector(name.encode())))


def versions(*minors):
    """What a client speaks: 3 is TLS 1.2, 4 is TLS 1.3."""
    return extension(VERSIONS, vector(bytes(
        x for minor in minors for x in (3, minor)), 1))


BASE = extension(GROUPS, vector(b'\0\x1d\0\x17')) + \
    extension(SIGNATURES, vector(b'\4\3\5\3\6\3\x08\4'))
# The base point is as good a public key as any.
KEY = extension(SHARE, vector(b'\0\x1d' + vector(b'\x09' + bytes(31))))
NO_KEY = extension(SHARE, vector(b''))


class Session:
    """A session of openssl with SERVER, its ticket and its secret."""

    def __init__(self, server):
        path = os.path.join(scratch('saved'), 'pem')
        began = time.monotonic()
        keep(server, '-tls1_3', path, '-servername', 'localhost')
        self.began = (began + time.monotonic()) / 2
        self.ticket, self.secret = ticket_in(path), secret_in(path)
        command(tool('openssl'), 'sess_id', '-in', path, '-outform', 'DER',
                '-out', path + '.der')
        self.add = _age_add(path + '.der')

    def offer(self, ticket=None):
        """The ticket and its age as its client says it now."""
        age = int((time.monotonic() - self.began) * 1000) + self.add
        return vector(ticket or self.ticket) + \
            struct.pack('>I', age % (1 << 32))


def _age_add(path):
    """[14] INTEGER of openssl's form of a session."""
    with open(path, 'rb') as f:
        raw = f.read()
    at = raw.find(b'\xae')
    while raw[at + 2] != 2 or raw[at + 1] != raw[at + 3] + 2:
        at = raw.index(b'\xae', at + 1)
    return int.from_bytes(raw[at + 4:at + 4 + raw[at + 3]], 'big')


def expand(algorithm, secret, label, context=b'', size=None):
    """HKDF-Expand-Label (RFC 8446, 7.1): as long as the hash at most."""
    size = size or len(secret)
    info = struct.pack('>H', size) + vector(b'tls13 ' + label, 1) + \
        vector(context, 1)
    return hmac.new(secret, info + b'\1', algorithm).digest()[:size]


def _hash_of(secret):
    return 'sha256' if len(secret) == 32 else 'sha384'


def _binder(secret, said):
    """RFC 8446, 4.2.11.2"""
    h = _hash_of(secret)
    early = hmac.new(bytes(len(secret)), secret, h).digest()
    key = expand(h, early, b'res binder', hashlib.new(h).digest())
    return hmac.new(expand(h, key, b'finished'),
                    hashlib.new(h, said).digest(), h).digest()


def hello13(*extensions, session=None, offers=None, before=b'', turned=0,
            suites=(0x1301, 0x1302, 0x1303)):
    """A ClientHello of TLS 1.3 with the ticket of SESSION, or with OFFERS,
    after what was said BEFORE; TURNED is a bit of the binder."""
    parts = BASE + versions(4) + extension(MODES, vector(b'\1', 1)) + \
        b''.join(extensions)
    if session is None:
        return client_hello(suites=suites, extensions=parts)
    ids = offers or [session.offer()]
    room = vector(vector(bytes(len(session.secret)), 1) * len(ids))
    whole = client_hello(suites=suites, extensions=parts + extension(
        PSK, vector(b''.join(ids)) + room))
    whole = whole[:-len(room)]
    proof = bytearray(_binder(session.secret, before + whole[5:]))
    proof[0] ^= turned
    return whole + vector(vector(bytes(proof), 1) * len(ids))


def pieces(hello, size):
    """A hello in records of SIZE bytes."""
    body = hello[5:]
    return b''.join(hello[:3] + vector(body[i:i + size])
                    for i in range(0, len(body), size))


def _heard(sock):
    """The alert or the one handshake message that comes in the clear."""
    data = b''
    while True:
        size = 5 + int.from_bytes(data[3:5], 'big')
        if len(data) >= 5 and len(data) >= size:
            kind, body, data = data[0], data[5:size], data[size:]
            if kind == ALERT:
                return body[1]
            if kind == HANDSHAKE:
                return body
            continue
        more = sock.recv(65536)
        if not more:
            raise AssertionError(f'ended after {data!r}')
        data += more


def _extensions(hello):
    """Those of a ServerHello, no session id in it."""
    at, found = 4 + 2 + 32, {}
    at += 1 + hello[at] + 3 + 2
    while at < len(hello):
        kind, size = struct.unpack('>HH', hello[at:at + 4])
        found[kind] = hello[at + 4:at + 4 + size]
        at += 4 + size
    return found


def _suite(hello):
    return hello[39 + hello[38]:41 + hello[38]]


def answer(port, hello, second=None, suite=False):
    """'full', 'resumed' (by a ticket behind others 'resumed 1') or a fatal
    alert's number, with SUITE also the one that was chosen.  SECOND makes,
    from what was said before it, the hello that is said after a
    HelloRetryRequest."""
    with connect(port) as sock:
        sock.sendall(hello)
        got = _heard(sock)
        if second is not None and not isinstance(got, int):
            retry = got
            if retry[6:38] != RETRY:
                raise AssertionError(f'no HelloRetryRequest: {got}')
            h = 'sha384' if _suite(retry) == b'\x13\2' else 'sha256'
            sock.sendall(second(b'\xfe\0\0' + vector(
                hashlib.new(h, hello[5:]).digest(), 1) + retry))
            got = _heard(sock)
            if not isinstance(got, int) and _suite(got) != _suite(retry):
                raise AssertionError('another suite after the retry')
        if isinstance(got, int):
            listen_to(sock).clean()
            return got
    found = _extensions(got)
    n = int.from_bytes(found.get(PSK, b''), 'big')
    how = 'full' if PSK not in found else f'resumed {n}' if n else 'resumed'
    return (how, int.from_bytes(_suite(got), 'big')) if suite else how
