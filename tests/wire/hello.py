# SPDX-License-Identifier: MIT
"""ClientHellos that libraries do not send: what is wrong in them is said, and
what is only unusual is served (RFC 8446, 4.1.2 and 4.2)."""

import struct

import pki
from psk_hello import KEY, SHARE, answer, extension, hello13, named, pieces, \
    vector, versions
from tls import HANDSHAKE, SERVED, client_hello, connect, listen_to, say_raw
from wire import Server, equal, main, test

ILLEGAL_PARAMETER, DECODE_ERROR = 47, 50
NAME = named('localhost')
PLAIN = extension(10, vector(b'\0\x1d\0\x17')) + \
    extension(13, vector(b'\4\3\x08\4')) + extension(11, b'\1\0')


def changed(hello, at, old, new):
    """A hello with bytes of its body changed, and its lengths kept right."""
    body = bytearray(hello[9:])
    equal(bytes(body[at:at + len(old)]), old, 'what is to be changed')
    body[at:at + len(old)] = new
    message = b'\1' + struct.pack('>I', len(body))[1:] + bytes(body)
    return hello[:3] + vector(message)


def alert(port, hello):
    """The only thing that comes back."""
    got = say_raw(port, hello, seconds=5).clean()
    equal(len(got.records()), 1, f'records: {got}')
    return got.alerts()[0]


def served12(port, hello):
    """Asserts that a ServerHello of TLS 1.2 comes."""
    with connect(port) as s:
        s.sendall(hello)
        got = s.recv(65536)
    equal((got[0], got[5], got[9:11]), (HANDSHAKE, 2, b'\3\3'), 'answer')


@test('an extension that comes twice')
def _():
    twice = extension(0xfafa, b'x')
    with Server(pem=pki.by_thimble().pem) as s:
        for again in (NAME, twice, extension(23)):
            hello = client_hello(extensions=PLAIN + again + again)
            equal(alert(s.port, hello), ILLEGAL_PARAMETER, '1.2')
            hello = hello13(again, KEY, again)
            equal(alert(s.port, hello), ILLEGAL_PARAMETER, '1.3')
        # Many that are unknown are no fault.
        many = b''.join(extension(x) for x in range(0x4000, 0x4a00))
        equal(answer(s.port, pieces(hello13(NAME, many, KEY), 16000)),
              'full', '2560 extensions')


@test('bytes behind a hello, half an extension, no null compression')
def _():
    with Server(pem=pki.by_thimble().pem) as s:
        for hello in (hello13(NAME, KEY),
                      client_hello(extensions=PLAIN + NAME)):
            end = len(hello) - 9
            equal(alert(s.port, changed(hello, end, b'', b'x')),
                  DECODE_ERROR, 'a byte behind')
            equal(alert(s.port, changed(hello, end - 1, hello[-1:], b'')),
                  DECODE_ERROR, 'a byte less')
            # Version, random, no session id, then the suites.
            at = 2 + 32 + 1 + 2 + int.from_bytes(hello[44:46], 'big')
            equal(alert(s.port, changed(hello, at, b'\1\0', b'\1\1')),
                  ILLEGAL_PARAMETER, 'another compression')
            equal(alert(s.port, changed(hello, at, b'\1\0', b'\0')),
                  ILLEGAL_PARAMETER, 'none')
        if '1.2' in SERVED:
            served12(s.port, changed(
                client_hello(extensions=PLAIN), 41, b'\1\0', b'\2\1\0'))


# Not on the curve, or of another shape; or of low order, which X25519 would
# make a secret of that everybody knows (RFC 7748, 6.1).
P = 2 ** 255 - 19
LOW = [x.to_bytes(32, 'little') for u in (
    0, 1, P - 1, P, P + 1,
    0xb8495f16056286fdb1329ceb8d09da6ac49ff1fae35616aeb8413b7c7aebe0,
    0x57119fd0dd4e22d8868e1c58c45c44045bef839c55b1d0b1248c50a3bc959c5f
    ) for x in (u, u | 1 << 255)]
BAD = [(23, b'\4' + bytes(64)), (23, b'\4' + b'x' * 64),
       (23, b'\4' + b'\xff' * 64), (23, b'\0'), (23, b'\4' + bytes(63)),
       (24, b'\4' + bytes(96)), (29, bytes(31)), *((29, x) for x in LOW)]


@test('a ClientKeyExchange that is on no curve or of low order, TLS 1.2',
      version='1.2')
def _():
    with Server(pem=pki.by_thimble().pem) as s:
        for group, key in BAD:
            # P-256 is what the certificate needs.
            ours = extension(10, vector(struct.pack('>HH', group, 23))) + \
                extension(13, vector(b'\4\3')) + extension(11, b'\1\0')
            with connect(s.port) as c:
                c.sendall(client_hello(extensions=ours))
                got = b''
                while not got.endswith(b'\x0e\0\0\0'):
                    got += c.recv(65536)
                body = bytes([len(key)]) + key
                message = b'\x10' + struct.pack('>I', len(body))[1:] + body
                c.sendall(b'\x16\3\3' + vector(message))
                equal(listen_to(c).clean().alerts(), [ILLEGAL_PARAMETER],
                      f'group {group}, {key!r}')
        with connect(s.port) as c:
            c.sendall(client_hello(extensions=PLAIN))
            while not c.recv(65536).endswith(b'\x0e\0\0\0'):
                pass
            c.sendall(b'\x16\3\3' + vector(b'\x10\0\0\2\2x'))
            equal(listen_to(c).clean().alerts(), [DECODE_ERROR], 'half a one')


@test('key shares that are on no curve or of low order get no ServerHello')
def _():
    with Server(pem=pki.by_thimble().pem) as s:
        for group, key in BAD:
            share = extension(SHARE, vector(struct.pack('>H', group) +
                                            vector(key)))
            equal(alert(s.port, hello13(NAME, share)), ILLEGAL_PARAMETER,
                  f'group {group}, {key!r}')


@test('a hello in records of any size')
def _():
    with Server(pem=pki.by_thimble().pem) as s:
        for hello in (client_hello(extensions=PLAIN + NAME),
                      hello13(NAME, KEY))[-len(SERVED):]:
            for size in (1, 2, 3, 4, 5):
                answer(s.port, pieces(hello, size))
            for head in range(1, 5):
                cut = hello[:3] + vector(hello[5:5 + head]) + \
                    hello[:3] + vector(hello[5 + head:])
                with connect(s.port) as c:
                    c.sendall(cut)
                    equal(c.recv(6)[::5], b'\x16\2', f'{head} bytes first')
        # The header is cut, and what follows is no more of it.
        equal(alert(s.port, b'\x16\3\1\0\2\1\0\x17\3\3\0\1x'), 10,
              'data in the middle')
        equal(alert(s.port, b'\x16\3\1\0\0'), DECODE_ERROR, 'empty')


@test('legacy_version 0x0304 and more without supported_versions is TLS 1.2',
      version='1.2')
def _():
    with Server(pem=pki.by_thimble().pem) as s:
        for version in (b'\3\4', b'\3\5', b'\4\0'):
            served12(s.port, changed(client_hello(extensions=PLAIN), 0,
                                     b'\3\3', version))
            served12(s.port, changed(
                client_hello(extensions=PLAIN + versions(3)), 0, b'\3\3',
                version))
    with Server(pem=pki.by_thimble().pem, opts=('--tls-min', '1.3')) as s:
        equal(alert(s.port, changed(client_hello(extensions=PLAIN), 0,
                                    b'\3\3', b'\3\4')), 70, 'only TLS 1.3')


@test('a signature algorithm behind 40 unknown ones is seen')
def _():
    unknown = b''.join(struct.pack('>H', 0xfe00 + i) for i in range(40))
    with Server(pem=pki.by_thimble().pem) as s:
        for last, want in ((b'\4\3', True), (b'\x08\4', False)):
            old = extension(13, vector(b'\4\3\5\3\6\3\x08\4'))
            hello = hello13(NAME, KEY)
            at = hello.index(old)
            new = extension(13, vector(unknown + last))
            # The extensions have a length of their own before them.
            size = hello.index(extension(10, vector(b'\0\x1d\0\x17'))) - 2
            body = hello[:size] + vector(
                hello[size + 2:at] + new + hello[at + len(old):])
            with connect(s.port) as c:
                c.sendall(changed(body, 0, b'\3\3', b'\3\3'))
                got = b''
                while len(got) < 400:
                    more = c.recv(65536)
                    if not more:
                        break
                    got += more
            # The certificate is there, sealed, or an alert is in its place.
            equal(len(got) >= 400, want, f'{last!r}: {got!r}')


main()
