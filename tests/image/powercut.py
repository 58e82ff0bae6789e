# SPDX-License-Identifier: MIT
"""The power fails at instants spread over first boot and renewal: the next boot
serves, with the old pair or the new one, and the one after with the same.

CUTS is how many; `make check-powercut` has 1000. When they come is a part of
the processor time that an undisturbed run takes, so that they are spread over
all of it, whatever the board and the load."""

import collections
import os

from device import BOARD, Device, copied, flash
from wire import equal, main, test

LONG = os.environ.get('THIMBLE_LONG')
CUTS = int(os.environ.get('CUTS', 60 if LONG else 4))
LIMIT = 300 + 60 * CUTS


def serves(path):
    """A boot: what the certificate is, and the hashes of all that is there."""
    with Device(path) as device:
        device.ready()
        device.handshake()
        device.handshake(port=2)
        device.shell('thimble-cert check')
        left = device.shell('ls -A /etc/thimble')
        assert '.new' not in left, left
        return device.keys(), device.key()


@test(f'{BOARD}: cuts in the first boot', LIMIT)
def _():
    new, _ = flash()
    path = copied(new)
    with Device(path) as device:
        device.ready()
        whole = device.cpu()
    table = collections.Counter()
    for n in range(CUTS):
        path = copied(new)
        at = whole * (n + 1) / CUTS
        with Device(path) as device:
            device.spend(at, '^Ready, ')
            made = 'certificate: made' in device.text
            device.cut()
        found, _ = serves(path)
        equal(serves(path)[0], found, f'keys after the cut at {at:.2f} s')
        table['made before' if made else 'not yet made'] += 1
    print(f'{BOARD}: {CUTS} cuts in {whole:.1f} s of a first boot: '
          f'{dict(table)}')


@test(f'{BOARD}: cuts in a renewal', LIMIT)
def _():
    path, _ = flash()
    with Device(path) as device:
        device.ready()
        old, key = device.keys(), device.key()
        began = device.cpu()
        device.shell('thimble-cert renew')
        # Some hundredths of a second, and what else the device does then.
        whole = max(device.cpu() - began, 0.1) * 2
        assert device.keys() != old
        device.off()
    with Device(path) as device:
        old = device.ready().keys()
        device.off()
    table = collections.Counter()
    for n in range(CUTS):
        cut = copied(path)
        with Device(cut) as device:
            device.said('^SHELL$')
            device.qemu.stdin.write(b'thimble-cert renew\n')
            device.qemu.stdin.flush()
            device.spend(device.cpu() + whole * n / CUTS, '^=== ')
            device.cut()
        found, same = serves(cut)
        equal(same, key, 'the private key')
        table['the old one' if found == old else 'the new one'] += 1
    print(f'{BOARD}: {CUTS} cuts in {whole:.1f} s from the start of a '
          f'renewal: '
          f'{dict(table)}')


main()
