# SPDX-License-Identifier: MIT
"""KeyUpdates that no library sends (RFC 8446, 4.6.3 and 5.1): each ends the
connection with its alert. The records are sealed here, with the secret that
OpenSSL's client writes to its key log."""

import os
import struct

import pki
from libcrypto import aes128_gcm
from psk_hello import expand
from tls import HANDSHAKE, Client, context
from wire import Server, equal, main, scratch, test

SUITE = ('-C', 'TLS_AES_128_GCM_SHA256')
KEY_UPDATE = b'\x18\0\0\1'
ALERTS = (
    ('one that asks for what there is not', KEY_UPDATE + b'\2',
     'illegal_parameter'),
    ('an empty one', b'\x18\0\0\0', 'decode_error'),
    ('one that is too long', b'\x18\0\0\2\0\0', 'decode_error'),
    ('two in one record', (KEY_UPDATE + b'\0') * 2, 'unexpected_message'),
    ('one with the start of another message behind it',
     KEY_UPDATE + b'\0\x18', 'unexpected_message'),
    ('a ClientHello', b'\1\0\0\1\0', 'unexpected_message'),
)


def client_secret(path):
    """The secret that what the client says is sealed with at first."""
    with open(path, encoding='ascii') as f:
        return bytes.fromhex(next(
            x.split()[2] for x in f
            if x.startswith('CLIENT_TRAFFIC_SECRET_0 ')))


def sealed(secret, number, kind, text):
    """Record NUMBER of those that are sealed with SECRET (RFC 8446, 5.2)."""
    key = expand('sha256', secret, b'key', size=16)
    nonce = int.from_bytes(expand('sha256', secret, b'iv', size=12), 'big')
    head = struct.pack('>BBBH', 23, 3, 3, len(text) + 1 + 16)
    return head + aes128_gcm(key, (nonce ^ number).to_bytes(12, 'big'),
                             text + bytes([kind]), head)


@test('each ends the connection with its alert')
def _():
    with Server(pem=pki.by_thimble().pem, opts=SUITE) as s:
        for n, (what, message, alert) in enumerate(ALERTS):
            settings = context(version='1.3')
            settings.keylog_filename = os.path.join(scratch('keys'), 'log')
            with Client(s.port, settings=settings) as c:
                c.send(b'x\n')
                equal(c.line(), b'x\n', 'echo')
                secret = client_secret(settings.keylog_filename)
                c.sock.sendall(sealed(secret, 1, HANDSHAKE, message))
                s.exit_line(f'alert-sent:{alert}', n + 1)
                s.quiet()


@test('a whole one is answered, and what follows is sealed anew')
def _():
    with Server(pem=pki.by_thimble().pem, opts=SUITE) as s:
        settings = context(version='1.3')
        settings.keylog_filename = os.path.join(scratch('keys'), 'log')
        with Client(s.port, settings=settings) as c:
            c.send(b'x\n')
            equal(c.line(), b'x\n', 'echo')
            secret = client_secret(settings.keylog_filename)
            c.sock.sendall(sealed(secret, 1, HANDSHAKE, KEY_UPDATE + b'\1'))
            old, secret = secret, expand('sha256', secret, b'traffic upd')
            for n, word in enumerate((b'one\n', b'two\n')):
                c.sock.sendall(sealed(secret, n, 23, word))
                equal(c.line(), word, 'echo')
            # What was said before can be opened by nobody any more.
            found = pki.found_in(s.network()[0],
                                 [('old', old), ('new', secret)])
            equal({x.split()[0] for x in found}, {'new'}, f'in N: {found}')


main()
