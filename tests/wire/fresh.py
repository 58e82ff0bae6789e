# SPDX-License-Identifier: MIT
"""No random value is ever repeated, whether by processes forked from one parent
or by many at once (CVE-2014-0016, CVE-2026-25835): the server's random, its
session id, its key share and the r of its signature."""

import os
import socket
import ssl
import threading

import pki
from modes import Daemon, Waiting
from tls import Client, context, reset
from wire import Server, equal, main, test

# In each of three ways: ten thousand by `make check-long`.
COUNT = 3400 if os.environ.get('THIMBLE_LONG') else 900
AT_ONCE = 6
SERVER_HELLO, SERVER_KEY_EXCHANGE, HELLO_DONE = 2, 12, 14


def hello():
    """One ClientHello of TLS 1.2 without tickets, for all connections."""
    settings = context(version='1.2')
    settings.options |= ssl.OP_NO_TICKET
    settings.set_ciphers('ECDHE-ECDSA-AES128-GCM-SHA256')
    with socket.create_server(('127.0.0.1', 0)) as nobody:
        with Client(nobody.getsockname()[1], settings=settings,
                    handshake=False) as c:
            return c.hello()


def flight(sock):
    """{type: body} of the handshake messages until ServerHelloDone."""
    raw, messages, found = b'', b'', {}
    while HELLO_DONE not in found:
        more = sock.recv(16384)
        if not more:
            raise AssertionError(f'ended after {raw!r}')
        raw += more
        while len(raw) >= 5 and len(raw) >= 5 + int.from_bytes(raw[3:5]):
            equal(raw[0], 22, 'a handshake record')
            end = 5 + int.from_bytes(raw[3:5])
            messages, raw = messages + raw[5:end], raw[end:]
        while len(messages) >= 4:
            end = 4 + int.from_bytes(messages[1:4])
            if len(messages) < end:
                break
            found[messages[0]] = messages[4:end]
            messages = messages[end:]
    return found


def parts(found):
    """(random, session id, key share, r) of such a flight."""
    told = found[SERVER_HELLO]
    random, length = told[6:34], told[34]      # behind version and time
    equal(length, 32, 'length of the session id')
    share = found[SERVER_KEY_EXCHANGE]
    equal(share[:3], b'\x03\0\x1d', 'X25519')
    point, rest = share[4:4 + share[3]], share[4 + share[3]:]
    equal(rest[:2], b'\4\3', 'ECDSA with SHA-256')
    der = rest[4:]                              # SEQUENCE, INTEGER r, ...
    equal((der[0], der[2]), (0x30, 2), 'a signature')
    # Its last eight bytes are the sign that there is TLS 1.3 (4.1.3).
    return random[:20], told[35:67], point, der[4:4 + der[3]]


def take(server, text, count, seen, wrong):
    """COUNT connections, one after the other."""
    try:
        for _ in range(count):
            sock = socket.create_connection(('127.0.0.1', server.port), 20)
            sock.sendall(text)
            seen.append(parts(flight(sock)))
            reset(sock)
    except Exception as e:
        wrong.append(e)


def compare(make):
    """All parts of all connections differ."""
    seen, wrong, text = [], [], hello()
    with make(pem=pki.by_thimble().pem, log=False,
              opts=('--max-per-ip', '1000')) as s:
        threads = [threading.Thread(target=take, args=(
            s, text, COUNT // AT_ONCE, seen, wrong)) for _ in range(AT_ONCE)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        if wrong:
            raise wrong[0]
    equal(len(seen), COUNT // AT_ONCE * AT_ONCE, 'connections')
    for what, values in zip(('random', 'session id', 'key share', 'r'),
                            zip(*seen)):
        equal(len(set(values)), len(seen), f'different ones, {what}')
        equal(b'\0' * 20 in values, False, f'{what} of zeros')


@test('forked by -d', 120)
def _():
    compare(Daemon)


@test('forked by wait', 120)
def _():
    compare(Waiting)


@test('started by inetd', 120)
def _():
    compare(Server)


main()
