# SPDX-License-Identifier: MIT
"""Sessions that are resumed, and the file of their keys."""

import os
import re
import struct

from tls import Client
from wire import command, equal, scratch, tool

# As src/key/ticket_file.c has it: what, then two keys of time, id and key.
FILE = struct.Struct('=8s q8s32s q8s32s')
VERSIONS = ('1.2', '1.3')


def session(c):
    """The session of a connection, once the ticket is there."""
    c.send(b'x\n')
    equal(c.line(), b'x\n', 'echo')
    got = c.tls.session
    c.end()
    return got


def come(server, settings, ticket=None, name='localhost'):
    """One connection: whether it resumed, and its session."""
    with Client(server.port, settings=settings, session=ticket,
                name=name) as c:
        return c.tls.session_reused, session(c)


def folder():
    """An own folder for --run and its options."""
    path = os.path.join(scratch('run'), 'thimble')
    return path, ('--run', path)


def keys(path):
    """The key file's fields."""
    with open(os.path.join(path, 'tickets'), 'rb') as f:
        return FILE.unpack(f.read())


def keep(server, version, path, *options):
    """Saves a session; the ticket of TLS 1.3 comes with the first answer."""
    said = command('sh', '-c', '{ echo x; n=0; until [ -s "$0" ] || '
                   '[ $((n += 1)) -gt 200 ]; do sleep 0.1; done; echo Q; } | '
                   'timeout 30 openssl "$@"', path, 's_client', '-connect',
                   f'127.0.0.1:{server.port}', version, '-sess_out', path,
                   *options, check=False)
    if not os.path.exists(path):
        raise AssertionError(said.stdout.decode(errors='replace'))


def ticket_in(path):
    """The ticket of a session that openssl saved."""
    said = command(tool('openssl'), 'sess_id', '-in', path, '-text',
                   '-noout').stdout.decode()
    ticket = bytes.fromhex(''.join(
        ''.join(x.split('-   ')[0].strip().split(' - ', 1)[1].split('  ')[0]
                .replace('-', ' ').split())
        for x in re.findall(r'^ +[0-9a-f]{4} - .*$', said, re.M)))
    if len(ticket) < 100:
        raise AssertionError(f'no ticket in the session: {said}')
    return ticket


def secret_in(path):
    """The secret of a session of TLS 1.3 that openssl saved."""
    said = command(tool('openssl'), 'sess_id', '-in', path, '-text',
                   '-noout').stdout.decode()
    return bytes.fromhex(re.search(r'Resumption PSK: ([0-9A-F]+)', said)[1])


def opened(path, ticket):
    """What is in a ticket under the keys in PATH: mark and session."""
    _, _, name, key, *_ = keys(path)
    equal(ticket[:8], name, 'its key')
    # The first block of ChaCha20 is Poly1305's (RFC 8439, 2.8).
    plain = command(tool('openssl'), 'enc', '-d', '-chacha20', '-K',
                    key.hex(), '-iv', '01000000' + ticket[8:20].hex(),
                    stdin=ticket[20:-16]).stdout
    return plain[8:40], plain[40:]
