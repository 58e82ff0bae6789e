# SPDX-License-Identifier: MIT
"""Ports for servers of tests: none that the kernel may give to a client
meanwhile, and none of another test that runs beside this one."""

import itertools
import random
import socket

# Below ip_local_port_range, which begins at 32768.
FIRST, LAST, BLOCK = 20000, 32000, 100
_mine = []


def _claim():
    """A block of ports is this process's as long as it lives: the abstract
    name of a socket says so to the whole machine."""
    blocks = list(range(FIRST, LAST, BLOCK))
    random.shuffle(blocks)
    for first in blocks:
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f'\0thimble-ports-{first}')
        except OSError:
            claim.close()
            continue
        return claim, itertools.cycle(range(first, first + BLOCK))
    raise AssertionError('each block of ports has its test')


def free_port():
    """A port that nobody listens on, whatever the address."""
    if not _mine:
        _mine.extend(_claim())
    for port in itertools.islice(_mine[1], BLOCK):
        with socket.socket(socket.AF_INET6) as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                s.bind(('::', port))
                s.listen()
            except OSError:
                continue
            return port
    raise AssertionError('no port is free')
