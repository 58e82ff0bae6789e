# SPDX-License-Identifier: MIT
"""Hellos with a ticket as no library sends them: resumed, or not, or over."""

import os
import struct

import pki
from tickets import folder, keep, opened, ticket_in
from tls import ALERT, CHANGE_CIPHER_SPEC, HANDSHAKE, connect, say_raw
from wire import Server, equal, main, scratch, test

SERVER_HELLO, NEW_SESSION_TICKET, CERTIFICATE = 2, 4, 11
SUITES = (0xc02b, 0xc02c, 0xcca9)
SUITES_13 = (0x1303, 0x1301, 0x1302)
PRE_SHARED_KEY = 41


def ext(kind, body=b''):
    """An extension."""
    return struct.pack('>HH', kind, len(body)) + body


def sni(name):
    """The server name."""
    name = name.encode()
    return ext(0, struct.pack('>HBH', len(name) + 3, 0, len(name)) + name)


def psk(*tickets):
    """Tickets of TLS 1.3, with an age and binders that are wrong."""
    ids = b''.join(struct.pack('>H', len(t)) + t + b'\0\0\0\0'
                   for t in tickets)
    binders = (b'\x20' + b'B' * 32) * len(tickets)
    return ext(PRE_SHARED_KEY, struct.pack('>H', len(ids)) + ids +
               struct.pack('>H', len(binders)) + binders)


NAME, OTHER, SECRET = sni('localhost'), sni('other.example'), ext(23)
GROUPS = ext(10, bytes.fromhex('0004001d0017'))
SCHEMES = ext(13, bytes.fromhex('0006040308040401'))
REST = GROUPS + SCHEMES + ext(11, b'\1\0')
ALPN, BAD_ALPN = ext(16, b'\0\5\4imap'), ext(16, b'\0\5\4pop3')
ONLY_12, TLS13 = ext(43, b'\2\3\3'), ext(43, b'\2\3\4')
MODES = ext(45, b'\1\1')
SHARE = ext(51, struct.pack('>HHH', 36, 29, 32) + b'\x09' + b'\0' * 31)
BASE_13 = NAME + REST + TLS13 + SHARE + MODES


def hello(extensions, suites=SUITES):
    """A ClientHello message."""
    body = b'\3\3' + b'R' * 32 + b'\x20' + b'S' * 32
    body += struct.pack('>H', 2 * len(suites))
    body += b''.join(struct.pack('>H', x) for x in suites) + b'\1\0'
    body += struct.pack('>H', len(extensions)) + extensions
    return b'\1' + struct.pack('>I', len(body))[1:] + body


def records(message, size=16384):
    """A message in records of SIZE."""
    pieces = [message[i:i + size] for i in range(0, len(message), size)]
    return b''.join(bytes([HANDSHAKE, 3, 1]) + struct.pack('>H', len(x)) + x
                    for x in pieces)


def extensions_of(server_hello):
    """The kinds of a ServerHello's extensions."""
    at = 4 + 2 + 32 + 1 + server_hello[38] + 2 + 1 + 2
    kinds = []
    while at < len(server_hello):
        kind, size = struct.unpack('>HH', server_hello[at:at + 4])
        kinds.append(kind)
        at += 4 + size
    return kinds


def whole(data):
    """The records that have come in full."""
    found = []
    while len(data) >= 5 and len(data) >= 5 + (data[3] << 8 | data[4]):
        size = data[3] << 8 | data[4]
        found.append((data[0], data[5:5 + size]))
        data = data[5 + size:]
    return found


def judge(got):
    """What these records say, and the ticket in them; None: too few yet."""
    if got and got[0][0] == ALERT:
        return got[0][1][1], None
    if got:
        equal((got[0][0], got[0][1][0]), (HANDSHAKE, SERVER_HELLO), 'first')
        kinds = extensions_of(got[0][1])
        if 43 in kinds:
            return 'resumed' if PRE_SHARED_KEY in kinds else 'full', None
    got, ticket = got[1:], None
    if got and got[0][0] == HANDSHAKE and got[0][1][0] == NEW_SESSION_TICKET:
        ticket, got = got[0][1][10:], got[1:]
    if not got:
        return None
    if got[0][0] == CHANGE_CIPHER_SPEC:
        return 'resumed', ticket
    equal((got[0][0], got[0][1][0]), (HANDSHAKE, CERTIFICATE), 'then')
    return 'full', None


def verdict(port, data):
    """What comes of it, and the ticket that is given if it can be seen."""
    came = b''
    with connect(port) as s:
        s.sendall(data)
        while judge(whole(came)) is None:
            more = s.recv(65536)
            if not more:
                raise AssertionError(f'ended after {came!r}')
            came += more
    return judge(whole(came))


def saved(server, version):
    """A ticket of openssl's and the suite of its session."""
    path = os.path.join(scratch('saved'), 'pem')
    keep(server, version, path, '-servername', 'localhost')
    return ticket_in(path)


def check(server, rows):
    """Each hello has the verdict of its row."""
    for what, data, want in rows:
        equal(verdict(server.port, data)[0], want, what)


@test('TLS 1.2', 60)
def _():
    path, opts = folder()
    with Server(pem=pki.by_thimble().pem, opts=opts) as s:
        mine, foreign = saved(s, '-tls1_2'), saved(s, '-tls1_3')
        ticket, bad = ext(35, mine), ext(35, b'x' * 100)
        suite = struct.unpack('>H', opened(path, mine)[1][7:9])[0]
        equal(suite in SUITES, True, f'suite {suite:#x}')
        others = [x for x in SUITES if x != suite]
        good = NAME + SECRET + REST + ticket
        check(s, [
            ('as it should be', records(hello(good)), 'resumed'),
            ('in many records', records(hello(good), 7), 'resumed'),
            ('with the versions said, in many records',
             records(hello(good + ONLY_12), 7), 'resumed'),
            ('the ticket first',
             records(hello(ticket + REST + NAME + SECRET)), 'resumed'),
            ('another suite first',
             records(hello(good, others + [suite])), 'resumed'),
            ('other suites', records(hello(good, others)), 'full'),
            ('no extended master secret',
             records(hello(NAME + REST + ticket)), 'full'),
            ('no name', records(hello(SECRET + REST + ticket)), 'full'),
            ('another name behind it',
             records(hello(SECRET + REST + ticket + OTHER)), 'full'),
            ('another name, then the right one',
             records(hello(OTHER + SECRET + REST + ticket + NAME)), 47),
            ('a bad one before',
             records(hello(NAME + SECRET + REST + bad + ticket)), 47),
            ('a bad one alone',
             records(hello(NAME + SECRET + REST + bad)), 'full'),
            ('of TLS 1.3',
             records(hello(NAME + SECRET + REST + ext(35, foreign),
                           SUITES + SUITES_13)), 'full'),
            ('another protocol', records(hello(good + BAD_ALPN)), 120),
            ('the protocol', records(hello(good + ALPN)), 'resumed'),
            ('no groups', records(hello(NAME + SECRET + SCHEMES + ticket)),
             40),
            ('a byte too much', records(hello(good + b'x')), 50),
            ('a second hello in the record',
             records(hello(good) + hello(good)), 10)
        ])


@test('TLS 1.3', 60)
def _():
    _, opts = folder()
    with Server(pem=pki.by_thimble().pem, opts=opts) as s:
        mine, foreign = saved(s, '-tls1_3'), saved(s, '-tls1_2')

        def say(extensions):
            return records(hello(extensions, SUITES_13))
        check(s, [
            ('no ticket', say(BASE_13), 'full'),
            ('of TLS 1.2', say(BASE_13 + psk(foreign)), 'full'),
            ('of TLS 1.2, in its own extension',
             say(BASE_13 + ext(35, foreign)), 'full'),
            ('too old by the client', say(BASE_13 + psk(mine)), 'full'),
            ('many', say(BASE_13 + psk(*[mine] * 20)), 'full'),
            ('a long one', say(BASE_13 + psk(b'x' * 15000)), 'full'),
            ('without a key exchange',
             say(NAME + REST + TLS13 + SHARE + ext(45, b'\1\0') + psk(mine)),
             'full'),
            ('modes not said', say(NAME + REST + TLS13 + SHARE + psk(mine)),
             47),
            ('not the last', say(BASE_13 + psk(mine) + SECRET), 47),
            ('another protocol', say(BASE_13 + BAD_ALPN + psk(mine)), 120)
        ])
        # A HelloRetryRequest, and then a hello of TLS 1.2.
        first = say(NAME + REST + TLS13 + ext(51, b'\0\0') + MODES +
                    psk(mine))
        got = say_raw(s.port, first + records(hello(
            NAME + SECRET + REST + ext(35, foreign))))
        equal(got.alerts(), [47], 'after a retry')


main()
