# SPDX-License-Identifier: MIT
"""Sessions that are resumed, and the file of their keys."""

import os
import struct

from tls import Client
from wire import equal, scratch

# As src/app/ticket_file.c has it: what, then two keys of time, id and key.
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
