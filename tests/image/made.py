# SPDX-License-Identifier: MIT
"""The firmware image as a file: the same bytes each time, nothing of the
machine that made it; and what a builder gets wrong is one clear line."""

import os
import re
import shutil
import subprocess

import boards
from device import BOARD
from wire import TOP, command, equal, main, scratch, test

IMAGE = f'{TOP}/out/{BOARD}/firmware.bin'


def tree():
    """A copy of what scripts/image reads, to change; another path."""
    to = os.path.join(scratch('tree'), 'a-longer-name')
    for name in 'scripts', f'board/{BOARD}', 'board/common':
        shutil.copytree(f'{TOP}/{name}', f'{to}/{name}')
    os.makedirs(f'{to}/out/{BOARD}')
    command('cp', '-a', f'{TOP}/out/{BOARD}/rootfs', f'{TOP}/out/{BOARD}/date',
            f'{to}/out/{BOARD}')
    return to


def bytes_of(path):
    """A file's contents."""
    with open(path, 'rb') as f:
        return f.read()


def change(path, old, new):
    """Replaces in a file."""
    with open(path, encoding='ascii') as f:
        text = f.read()
    assert re.search(old, text), old
    with open(path, 'w', encoding='ascii') as f:
        f.write(re.sub(old, new, text))


@test(f'{BOARD}: made again elsewhere without privileges, the same bytes', 200)
def _():
    to = tree()
    env = {**os.environ, 'TMPDIR': scratch('tmp'), 'TZ': 'Asia/Tokyo'}
    env.pop('SOURCE_DATE_EPOCH', None)
    command('unshare', '--user', f'{to}/scripts/image', BOARD, env=env,
            timeout=60)
    assert bytes_of(f'{to}/out/{BOARD}/firmware.bin') == bytes_of(IMAGE), \
        'different bytes'


@test(f'{BOARD}: nothing of one device or of the machine that made it')
def _():
    root = os.path.join(scratch('root'), 'root')
    image = bytes_of(IMAGE)
    at = image.index(b'hsqs')
    with open(f'{root}.sqfs', 'wb') as f:
        f.write(image[at:])
    command('unsquashfs', '-no-xattrs', '-ignore-errors', '-quiet',
            '-no-progress', '-d', root, f'{root}.sqfs')
    for what in '-----BEGIN', TOP, os.path.expanduser('~') + '/', '/.cache/':
        found = command('grep', '-rlaF', '-e', what, root, check=False).stdout
        found = [x for x in found.decode().splitlines()
                 if not x.endswith(('/usr/sbin/thimble', '/S40certificate'))
                 or what != '-----BEGIN']
        equal(found, [], f'files with {what!r}')
    room = int(boards.value(BOARD, 'FLASH_PARTS').split(',')[-1].split('k')[0])
    equal(image[-room << 10:].strip(b'\xff'), b'', 'the data partition')


@test(f'{BOARD}: too large for its flash: the line, after what takes how much',
      100)
def _():
    to = tree()
    change(f'{to}/board/{BOARD}/board.mk', r'[0-9]+k\(rootfs_a\)',
           '512k(rootfs_a)')
    done = subprocess.run([f'{to}/scripts/image', BOARD], check=False,
                          stderr=subprocess.PIPE, text=True, timeout=300)
    assert done.returncode == 1, done
    lines = done.stderr.splitlines()
    assert re.fullmatch(f'image: {BOARD}: rootfs_a is [0-9]+ bytes larger than '
                        'its partition of 524288', lines[-1]), done.stderr
    for name in 'bin/busybox', 'usr/sbin/thimble', 'all of it':
        assert re.search(f'^ *[0-9]+  {name}$', done.stderr, re.M), done.stderr


# Only then is it worth unpacking Linux.
@test(f'{BOARD}: an option that Linux does not take is named', 300)
def _():
    if not os.environ.get('THIMBLE_LONG'):
        return
    to = tree()
    with open(f'{to}/board/{BOARD}/linux.fragment', 'a',
              encoding='ascii') as f:
        f.write('CONFIG_NO_SUCH_OPTION=y\n# CONFIG_TLS is not set\n')
    done = subprocess.run([f'{to}/scripts/build-linux', BOARD], check=False,
                          stderr=subprocess.PIPE, text=True, timeout=1000)
    assert done.returncode == 1, done
    equal(done.stderr.splitlines()[-1], 'build-linux: Linux does not take: '
          'CONFIG_NO_SUCH_OPTION=y CONFIG_TLS=y')


main()
