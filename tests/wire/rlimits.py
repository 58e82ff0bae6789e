# SPDX-License-Identifier: MIT
"""Limits that whoever starts inetd may have set: too few descriptors, too
little memory, no bytes to write, a small stack. Each connection is served or
refused in order, with TLS or nothing on its socket (security.md, T12)."""

import os
import ssl

import pki
from tls import Client
from wire import THIMBLE, Server, equal, main, scratch, test


def limited(limit, talk, **more):
    """Starts thimble below a limit, in the words of the shell."""
    folder = scratch('limited')
    start = os.path.join(folder, 'start')
    with open(start, 'w', encoding='ascii') as f:
        f.write(f'#!/bin/sh\nulimit {limit} || exit 99\n'
                f'exec {THIMBLE} "$@"\n')
    os.chmod(start, 0o755)
    with Server(pem=pki.by_thimble().pem, program=(start, 'thimble'),
                **more) as s:
        return talk(s)


def outcome(server):
    """'served', or 'refused' in order: an alert or an end without a byte
    that is not TLS."""
    with Client(server.port, handshake=False) as c:
        try:
            c.handshake()
            c.send(b'x\n')
            line = c.line()
            c.end()
        except ssl.SSLError as e:
            if 'WRONG_VERSION' in str(e):
                raise AssertionError(f'not TLS: {e}') from e
            return 'refused'
        except (AssertionError, ConnectionResetError, BrokenPipeError,
                ssl.SSLEOFError) as e:
            # A program that cannot even be loaded says nothing.
            if isinstance(e, ConnectionResetError) and server.log():
                raise AssertionError('a reset') from e
            return 'refused'
        except Exception as e:
            if 'without close_notify' in str(e):
                return 'refused'
            raise
    equal(line, b'x\n', 'echo')
    return 'served'


@test('descriptors, from 3 to 24', 60)
def _():
    seen = [limited(f'-n {n}', outcome) for n in range(3, 25)]
    equal((seen[0], seen[-1]), ('refused', 'served'), f'{seen}')
    # Once there are enough there always are.
    equal(sorted(seen), seen, 'in order')


@test('address space, from 100 KB to 8 MB', 60)
def _():
    sizes = [100, 500, 1000, 1500, 1600, 1700, 1800, 1900, 2000, 2200, 2500,
             3000, 4000, 8000]
    seen = [limited(f'-v {n}', outcome) for n in sizes]
    equal((seen[0], seen[-1]), ('refused', 'served'), f'{seen}')
    equal(sorted(seen), seen, 'in order')


@test('no byte to any file: served, the log has nothing')
def _():
    equal(limited('-f 0', outcome), 'served', 'no file')


@test('stack of 32 KB to 1 MB')
def _():
    for kb in 32, 64, 128, 1024:
        equal(limited(f'-s {kb}', outcome), 'served', f'{kb} KB')


main()
