# SPDX-License-Identifier: MIT
"""Data in flash that cannot be used: the device serves, says so, and loses no
valid key."""

import os
import random

import boards
from device import BOARD, Device, copied, flash
from wire import TOP, equal, main, test

PARTS = boards.value(BOARD, 'FLASH_PARTS')
ROOM = int(PARTS.split(',')[-1].split('k')[0]) << 10
END = os.path.getsize(f'{TOP}/out/{BOARD}/firmware.bin')


def set_up():
    """A flash after its first boot, and the keys in it."""
    path, _ = flash()
    with Device(path) as device:
        device.ready()
        keys = device.keys()
        device.off()
    return path, keys


def over(path, where, data):
    """Writes into the data partition."""
    with open(path, 'r+b') as f:
        f.seek(END - ROOM + where)
        f.write(data)


@test(f'{BOARD}: full data: serves the key that is there', 300)
def _():
    path, keys = set_up()
    with Device(path) as device:
        device.ready()
        device.shell('dd if=/dev/urandom of=/var/fill bs=4096 2>/dev/null; '
                     'sync; rm /var/mail/none 2>/dev/null', 1)
        device.cut()
    with Device(path) as device:
        device.said('DATA CANNOT BE WRITTEN')
        device.ready()
        equal(device.shell('cat /run/data'), 'full\n')
        equal(device.keys(), keys)
        device.handshake()
        device.shell('grep -q "DATA CANNOT BE WRITTEN" /run/log/messages')
        # As the console says.
        device.shell('rm /overlay/upper/var/fill && sync')
        device.off()
    with Device(path) as device:
        equal(device.ready().shell('cat /run/data'), 'flash\n')
        equal(device.keys(), keys)


@test(f'{BOARD}: full data and no key: one is made in memory', 300)
def _():
    path, _ = flash(files=[('etc/big', '')])
    with Device(path) as device:
        device.ready()
        device.shell('rm /etc/thimble/*.pem /etc/thimble/ca.key; '
                     'dd if=/dev/urandom of=/var/fill bs=4096 2>/dev/null; '
                     'sync; false', 1)
        device.cut()
    with Device(path) as device:
        device.said('DATA CANNOT BE WRITTEN')
        device.ready()
        device.handshake()


@test(f'{BOARD}: erased data: as if new', 300)
def _():
    path, _ = set_up()
    over(path, 0, b'\xff' * ROOM)
    with Device(path) as device:
        device.said('certificate: made .*there was none')
        device.ready()
        device.handshake()


@test(f'{BOARD}: data of random bytes: serves', 300)
def _():
    path, _ = flash()
    over(path, 0, random.Random(1).randbytes(ROOM))
    with Device(path) as device:
        device.ready()
        device.handshake()


@test(f'{BOARD}: bits that flip: serves, with valid keys', 600)
def _():
    path, _ = set_up()
    rng = random.Random(2)
    for _ in range(int(os.environ.get('FLIPS', 3))):
        torn = copied(path)
        with open(torn, 'rb') as f:
            f.seek(END - ROOM)
            used = len(f.read(ROOM).rstrip(b'\xff'))
        at = rng.randrange(used)
        over(torn, at, rng.randbytes(1))
        with Device(torn) as device:
            device.ready()
            device.handshake()


main()
