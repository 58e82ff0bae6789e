# SPDX-License-Identifier: MIT
"""What happens to a device: a factory reset, another address, and a flash that
comes from another device."""

from device import BOARD, Device, copied, flash
from wire import equal, main, test

PIECE = 64


def pieces(path):
    """A flash's contents in pieces, by place, without what is erased."""
    with open(path, 'rb') as f:
        image = f.read()
    # Past the root filesystems: the first boot wrote nothing before the data.
    return {at: image[at:at + PIECE] for at in range(0, len(image), PIECE)
            if image[at:at + PIECE].strip(b'\xff\0')}


@test(f'{BOARD}: a factory reset leaves nothing, and new keys are made', 300)
def _():
    path, _ = flash()
    virgin, _ = flash(demo=False)
    with Device(path) as device:
        device.ready()
        device.said('^SHELL$')
        device.cut()
    old = set(pieces(path).items()) - set(pieces(virgin).items())
    assert len(old) > 20, 'the boot wrote nothing'
    with Device(path) as device:
        device.ready()
        device.said('^SHELL$')
        device.qemu.stdin.write(b'factory-reset --yes\n')
        device.qemu.stdin.flush()
        device.qemu.wait(300)
    with Device(path) as device:
        device.said('Factory reset')
        device.said('certificate: made .*there was none')
        device.ready()
        device.handshake()
    # A node has its time and a checksum; only marks of erased blocks are equal.
    left = [at for at, data in old & set(pieces(path).items())
            if len(data.strip(b'\xff')) > 16]
    equal(left, [], 'what the flash still has of the old life')
    # The account and the tests' shell are gone with it.
    assert 'SHELL' not in device.text


@test(f'{BOARD}: another address: a certificate with it, the same key', 300)
def _():
    path, _ = flash(files=[('etc/thimble/thimble.conf', '')])
    with Device(path) as device:
        device.ready()
        key = device.key()
        shown = device.shell('thimble-cert show')
        assert '10.0.2.15' in shown, shown
        # A lease that udhcpc reports.
        device.shell('interface=eth0 ip=10.0.2.77 subnet=255.255.255.0 '
                     'router=10.0.2.2 /usr/lib/thimble/lease bound')
        shown = device.shell('thimble-cert show')
        assert '10.0.2.77' in shown, shown
        equal(device.key(), key, 'the private key')


@test(f'{BOARD}: a flash of another device: noticed, new keys', 300)
def _():
    path, _ = flash()
    with Device(path) as device:
        old = device.ready().keys().split()[::2]
        device.off()
    for policy in 'new-keys', 'keep':
        clone = copied(path)
        if policy == 'keep':
            with Device(clone) as device:
                device.ready().shell('echo keep >/etc/clones')
                device.off()
        with Device(clone, mac='52:54:00:12:34:99') as device:
            device.said('this flash was copied from 52:54:00:12:34:56')
            new = device.ready().keys().split()[::2]
            same = [a == b for a, b in zip(old, new)]
            equal(same, [policy == 'keep'] * 3, f'same keys, by {policy}')
            device.handshake(device.authority())
            device.off()
        with Device(clone, mac='52:54:00:12:34:99') as device:
            device.ready()
            assert 'this flash was' not in device.text
            equal(device.keys().split()[::2], new)


main()
