# SPDX-License-Identifier: MIT
"""No key twice: thousands of first runs, many started at the same instant,
as a batch of devices is that gets power from one switch.

10,000 keys on P-256 take a quarter of a minute; `make check-long` makes 100
of RSA instead of six.
"""

import ctypes
import itertools
import math
import os
import shutil
import subprocess

from certs import LONG
from wire import THIMBLE_CERT, command, equal, main, scratch, test
from x509 import Node, load

RUNS = 5000
RSA = 100 if LONG else 6
TOGETHER = 20
CLONE_NEWNS = 0x20000


def made(count, *lines):
    """Certificates of count first runs, TOGETHER at a time."""
    base = scratch('keys')
    ctypes.CDLL(None).unshare(CLONE_NEWNS)
    command('mount', '--make-rprivate', '/')
    command('mount', '-t', 'tmpfs', '-o', 'mode=755', 'none', base)
    try:
        for start in range(0, count, TOGETHER):
            runs, dirs = [], []
            for i in range(start, min(start + TOGETHER, count)):
                dirs.append(f'{base}/{i}')
                with open(f'{base}/{i}.conf', 'w', encoding='ascii') as f:
                    f.write('\n'.join((f'dir = {dirs[-1]}', *lines)) + '\n')
                runs.append(subprocess.Popen(
                    [THIMBLE_CERT, 'ensure', '--quiet', '--config',
                     f'{base}/{i}.conf'], stdin=subprocess.DEVNULL))
            equal({r.wait() for r in runs}, {0}, 'exit statuses')
            for path in dirs:
                for name in os.listdir(path):
                    if name.endswith('.pem'):
                        yield from load(os.path.join(path, name))
                shutil.rmtree(path)
    finally:
        command('umount', base)


@test(f'{RUNS * 2} keys on P-256 from parallel starts', 600)
def p256():
    keys, serials, count = set(), set(), 0
    for c in made(RUNS, 'names = router'):
        keys.add(c.key_bits)
        serials.add(c.serial)
        count += 1
    equal((len(keys), len(serials), count), (2 * RUNS,) * 3, 'all different')


@test(f'{RSA} keys of RSA share no prime', 900)
def rsa():
    moduli = [Node(c.key_bits)[0].number() for c in
              made(RSA, 'names = router', 'key = rsa2048', 'issuer = self')]
    equal(len(moduli), RSA, 'keys')
    for n in moduli:
        equal(n.bit_length(), 2048, 'bits')
    for a, b in itertools.combinations(moduli, 2):
        equal(math.gcd(a, b), 1, 'a common prime')


main()
