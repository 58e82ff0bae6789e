# SPDX-License-Identifier: MIT
"""The power fails at instants spread over a first boot, a renewal and the
installation of a certificate: the next boot serves, with the old pair or the
new one, and the one after with the same. (Cuts in an upgrade: upgrade.py.)

CUTS is how many of each; `make check-powercut` has 250. When they come is a
part of the processor time that an undisturbed run takes, so that they are
spread over all of it, whatever the board and the load."""

import collections
import os

import pki
from certs import read
from device import BOARD, Device, copied, flash
from wire import equal, main, test

LONG = os.environ.get('THIMBLE_LONG')
CUTS = int(os.environ.get('CUTS', 60 if LONG else 4))
LIMIT = 300 + 60 * CUTS
AGAIN = 10      # of so many cuts one is followed by another boot


def serves(path):
    """A boot: hashes of the files in use, and of the private key."""
    with Device(path) as device:
        device.ready()
        device.handshake()
        device.handshake(port=2)
        device.shell('thimble-cert check')
        left = device.shell('ls -A /etc/thimble')
        assert '.new' not in left, left
        return device.keys(), device.key()


def cuts(what, whole, run):
    """Lets the power fail CUTS times in WHOLE seconds; run(at) does, and says
    the flash and what came of it, before or after the next boot."""
    table = collections.Counter()
    for n in range(CUTS):
        path, tell = run(whole * (n + 0.5) / CUTS)
        found = serves(path)
        if n % AGAIN == 0:
            equal(serves(path), found, f'keys after cut {n} of {what}')
        table[tell(*found)] += 1
    print(f'{BOARD}: {CUTS} cuts in {whole:.1f} s of {what}: {dict(table)}')


def change(what, line, more=()):
    """Cuts while LINE is run, which replaces the pair; MORE are files."""
    path, _ = flash(files=more)
    with Device(path) as device:
        device.ready()
        device.off()
    with Device(path) as device:
        old = device.ready().keys(), device.key()
        device.off()
    whole = copied(path)
    with Device(whole) as device:
        device.ready()
        began = device.cpu()
        device.shell(line)
        # Some hundredths of a second, and what else the device does then.
        took = max(device.cpu() - began, 0.1)
        new = device.keys(), device.key()
        assert new[0] != old[0]

    def run(at):
        cut = copied(path)
        with Device(cut) as device:
            device.ready().said('^SHELL$')
            device.qemu.stdin.write(line.encode() + b'\n')
            device.qemu.stdin.flush()
            device.spend(device.cpu() + at, '^=== ')
            device.cut()

        def tell(keys, key):
            assert key in (old[1], new[1]), 'a key of neither'
            return 'the old one' if keys == old[0] else 'the new one'
        return cut, tell

    cuts(what, took, run)


@test(f'{BOARD}: cuts in the first boot', LIMIT)
def _():
    new, _ = flash()
    with Device(copied(new)) as device:
        device.ready()
        whole = device.cpu()

    def run(at):
        path = copied(new)
        with Device(path) as device:
            device.spend(at, '^Ready, ')
            made = 'certificate: made' in device.text
            device.cut()
        return path, lambda *_: 'made before' if made else 'not yet made'

    cuts('a first boot', whole, run)


@test(f'{BOARD}: cuts in a renewal', LIMIT)
def _():
    change('a renewal', 'thimble-cert renew')


@test(f'{BOARD}: cuts while a certificate is installed', LIMIT)
def _():
    pem = read(pki.chain().pem).decode()
    change('an installation', 'thimble-cert install /etc/new.pem',
           [('etc/new.pem', pem)])


main()
