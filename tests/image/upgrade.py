# SPDX-License-Identifier: MIT
"""An upgrade of the root filesystem with the commands of board/README.md, up
and down again: the same keys, certificate and fingerprint. A damaged download
is not written, and if the power fails while the other slot is written, the one
that runs is whole.

The boot loader is scripts/qemu, which reads the line that the last command
adds."""

import functools
import http.server
import os
import re
import shutil
import threading

import boards
from device import BOARD, Device, copied, flash
from wire import TOP, command, equal, main, note, scratch, test

LONG = os.environ.get('THIMBLE_LONG')
CUTS = int(os.environ.get('CUTS', 60 if LONG else 4))
PLACES = {}
AT = 0
for part in boards.value(BOARD, 'FLASH_PARTS').split(','):
    size, name = re.match(r'([0-9]+)k\((\w+)\)', part).groups()
    PLACES[name] = (AT, int(size) << 10)
    AT += int(size) << 10


def slot(path, name):
    """What is in a partition."""
    where, room = PLACES[name]
    with open(path, 'rb') as f:
        f.seek(where)
        return f.read(room)


def readme():
    """The commands that a person types."""
    with open(f'{TOP}/board/README.md', encoding='ascii') as f:
        text = f.read()
    block = text.split('### Two slots', 1)[1].split('\n### ', 1)[0]
    lines = re.findall('^    (.*)$', block, re.M)
    assert any('flashcp' in line for line in lines), lines
    equal(lines.pop(), 'reboot', 'the last command')
    return lines


class Server:
    """Images for download: a folder for each version."""

    def __init__(self):
        self.folder = scratch('images')
        handler = functools.partial(http.server.SimpleHTTPRequestHandler,
                                    directory=self.folder)
        handler.func.log_message = lambda *_: None
        self.http = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def version(self, number):
        """The root filesystem, with a mark of its version."""
        root = os.path.join(scratch('root'), 'root')
        shutil.copytree(f'{TOP}/out/{BOARD}/rootfs', root, symlinks=True)
        with open(f'{root}/etc/release', 'w', encoding='ascii') as f:
            f.write(f'{number}\n')
        to = os.path.join(self.folder, number)
        os.mkdir(to)
        command(f'{TOP}/scripts/image', '--squash', root,
                f'{to}/rootfs.squashfs', timeout=200)
        with open(f'{to}/rootfs.squashfs.sha256', 'wb') as f:
            f.write(command('sh', '-c', 'cd "$1" && sha256sum rootfs.squashfs',
                            'sh', to).stdout)
        lines = readme()
        cut = [n for n, x in enumerate(lines) if x.startswith('flashcp')][0]
        for name, some in (('look', lines[:cut]), ('write', lines[cut:])):
            with open(f'{to}/{name}', 'w', encoding='ascii') as f:
                f.write('\n'.join((*some, ':')) + '\n')
        with open(f'{to}/rootfs.squashfs', 'rb') as f:
            return f.read()

    def prepare(self, device, number, status=0):
        """Runs the commands before the first that writes."""
        url = f'http://10.0.2.2:{self.http.server_port}/{number}'
        return device.shell(f'url={url}; rm -f /tmp/*; cd /tmp; '
                            'wget -q $url/look $url/write; . ./look', status)


def running(device):
    """The version and the number of the partition of this boot."""
    return device.shell("cat /rom/etc/release 2>/dev/null || echo made; "
                        "sed 's/.*mtdblock\\([0-9]*\\).*/\\1/' /proc/cmdline"
                        ).split()


@test(f'{BOARD}: up and down again: the same keys, certificate and CA', 600)
def _():
    server = Server()
    for number in '2', '3':
        server.version(number)
    path, _ = flash()
    with Device(path, restrict='off') as device:
        device.ready()
        keys = device.keys()
        der = device.handshake(device.authority())
        version, first = running(device)
        equal(version, 'made')
        server.prepare(device, '2')
        # The slot that runs cannot be written, by mistake either.
        device.shell(f'flashcp rootfs.squashfs /dev/mtd{first} 2>/dev/null', 1)
        device.shell('. ./write')
        device.off()
    for number, after in ('2', '3'), ('3', '2'), ('2', None):
        with Device(path, restrict='off') as device:
            device.ready()
            found, part = running(device)
            equal(found, number, 'version')
            equal(part != first, number == '2', 'the other slot')
            equal(device.keys(), keys, 'keys')
            equal(device.handshake(device.authority()), der, 'certificate')
            if after:
                server.prepare(device, after)
                device.shell('. ./write')
            device.off()


@test(f'{BOARD}: a damaged download is not written', 300)
def _():
    server = Server()
    data = server.version('2')
    with open(f'{server.folder}/2/rootfs.squashfs', 'wb') as f:
        f.write(data[:-9] + b'x' + data[-8:])
    path, _ = flash()
    before = [slot(path, name) for name in ('boot', 'rootfs_a', 'rootfs_b')]
    with Device(path, restrict='off') as device:
        device.ready()
        server.prepare(device, '2', status=1)
        device.cut()
    equal([slot(path, name) for name in ('boot', 'rootfs_a', 'rootfs_b')] ==
          before, True, 'nothing is written')
    with Device(path) as device:
        equal(running(device.ready())[0], 'made')


@test(f'{BOARD}: cuts while the other slot is written', 300 + 60 * CUTS)
def _():
    server = Server()
    new = server.version('2')
    path, _ = flash()
    with Device(path) as device:
        device.ready()
        keys = device.keys()
        device.off()
    old = slot(path, 'rootfs_a')
    # What an undisturbed one takes, on a copy.
    with Device(copied(path), restrict='off') as device:
        server.prepare(device.ready(), '2')
        began = device.cpu()
        device.shell('. ./write')
        whole = device.cpu() - began
    torn = 0
    for n in range(CUTS):
        cut = copied(path)
        with Device(cut, restrict='off') as device:
            server.prepare(device.ready(), '2')
            start = len(device.text)
            device.qemu.stdin.write(b'. ./write\n')
            device.qemu.stdin.flush()
            device.spend(device.cpu() + whole * (n + 0.5) / CUTS,
                         '^=== ', start)
            device.cut()
        equal(slot(cut, 'rootfs_a') == old, True, 'the slot that ran is whole')
        other = slot(cut, 'rootfs_b')
        torn += other != old and not other.startswith(new)
        with Device(cut, restrict='off') as device:
            device.ready()
            device.handshake()
            equal(device.keys(), keys, 'keys')
            version = running(device)[0]
            if n == 0:
                server.prepare(device, '2')
                device.shell('. ./write')
                device.off()
        if version == '2':
            equal(other.startswith(new), True, 'the new slot is whole')
    assert torn, 'no cut came while the slot was written'
    note(f'{BOARD}: {CUTS} cuts in {whole:.1f} s, {torn} torn slots')
    with Device(cut) as device:
        device.ready()
        device.handshake()


main()
