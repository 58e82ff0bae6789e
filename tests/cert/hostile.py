# SPDX-License-Identifier: MIT
"""Folders that are full, read-only or prepared by somebody else: refused
without hanging, nothing lost, nothing of others touched."""

import os
import signal
import subprocess

from certs import Folder, mounted, own_mounts, read
from wire import command, equal, main, test

FILES = ('server.pem', 'ca.pem', 'ca.key', '.lock')
TEMPS = ('.server.pem.new', '.server.pem.old', '.ca.key.new', '.ca.pem.old',
         'server.pem.prev')
PRECIOUS = 'precious\n'

own_mounts()


def victim(folder):
    """A file of others, outside."""
    path = os.path.join(folder.base, 'victim')
    with open(path, 'w', encoding='ascii') as f:
        f.write(PRECIOUS)
    os.chmod(path, 0o644)
    return path


@test('each number of free blocks, from none to enough', 60)
def full():
    done = failed = 0
    for blocks in range(1, 12):
        f = Folder('names = router')
        with mounted(f, f'nr_blocks={blocks}'):
            status, said = f.run('ensure')
            if status == 0:
                done += 1
                f.good()
                continue
            failed += 1
            equal((status, 'No space left' in said), (1, True), said)
            equal((f.leftovers(), f.too_open()), ([], []), 'left over')
            if os.path.exists(f.path('server.pem')):
                equal(f.loads()[0], True, 'server.pem')
            # Room again: what is there is used.
            command('mount', '-o', 'remount,nr_blocks=40', f.dir)
            f.run('ensure', want=0)
            f.good()
    equal(done > 1 and failed > 1, True, f'{done} enough, {failed} not')


@test('each number of free inodes, old files in place', 60)
def inodes():
    failed = 0
    for free in range(0, 4):
        f = Folder('names = router')
        with mounted(f, 'nr_inodes=64'):
            f.run('ensure', want=0)
            before = f.files()
            f.configure('names = router 10.0.0.1')
            command('mount', '-o', f'remount,nr_inodes={5 + free}', f.dir)
            status, said = f.run('ensure')
            if status != 0:
                failed += 1
                equal((status, f.files()), (1, before), said)
            else:
                f.good()
    equal(0 < failed < 4, True, f'{failed} of 4 failed')


@test('a read-only file system: nothing to do is fine, the rest is not')
def read_only():
    f = Folder('names = router')
    with mounted(f):
        command('mount', '-o', 'remount,ro', f.dir)
        equal('Read-only' in f.run('ensure', want=1), True)
        command('mount', '-o', 'remount,rw', f.dir)
        f.run('ensure', want=0)
        before = f.files()
        command('mount', '-o', 'remount,ro', f.dir)
        f.run('ensure', want=2)
        f.run('check', want=0)
        f.run('show', want=0)
        equal(f.loads()[0], True)
        f.configure('names = router 10.0.0.1')
        equal('Read-only' in f.run('ensure', want=1), True)
        equal(f.files(), before, 'files')


@test('links, FIFOs, folders and sockets in the place of a file')
def kinds():
    for name in FILES:
        for kind in ('symlink', 'dangling', 'fifo', 'folder', 'socket'):
            f = Folder('names = router')
            f.run('ensure', want=0)
            before, path = f.files(), f.path(name)
            target = victim(f)
            os.unlink(path)
            if kind == 'symlink':
                os.symlink(target, path)
            elif kind == 'dangling':
                os.symlink(f.base + '/nowhere', path)
            elif kind == 'fifo':
                os.mkfifo(path)
            elif kind == 'folder':
                os.mkdir(path)
            else:
                command('python3', '-c', 'import socket, sys\n'
                        'socket.socket(socket.AF_UNIX).bind(sys.argv[1])',
                        path)
            if name == '.lock':
                # Nothing to do needs no lock; work does.
                f.configure('names = router 10.0.0.1')
            status, said = f.run('ensure')
            equal((status, name in said), (1, True), f'{kind}: {said}')
            for other in set(before) - {name}:
                equal(read(f.path(other)), before[other],
                      f'{name} is a {kind}: {other}')
            equal(read(target), PRECIOUS.encode(), 'victim')
            equal(os.path.exists(f.base + '/nowhere'), False, 'made')


@test('a file that has another name elsewhere is not written through')
def hard_links():
    f = Folder('names = router')
    f.run('ensure', want=0)
    for name in FILES[:3]:
        other = os.path.join(f.base, 'other-' + name)
        os.link(f.path(name), other)
        before = read(other)
        os.unlink(f.path(name))
        os.link(other, f.path(name))
        f.configure(f'names = router.{name} mail.example.org')
        f.run('ensure', want=0)
        equal(read(other), before, name)
        f.good()


@test('temporary names taken by links to files of others')
def temps():
    for kind in ('symlink', 'link', 'folder'):
        for name in TEMPS:
            f = Folder('names = router')
            f.run('ensure', want=0)
            target = victim(f)
            if kind == 'symlink':
                os.symlink(target, f.path(name))
            elif kind == 'link':
                os.link(target, f.path(name))
            else:
                os.mkdir(f.path(name))
            f.configure('names = router 10.0.0.1 mail.example.org')
            status, said = f.run('ensure')
            equal(read(target), PRECIOUS.encode(), f'{kind} {name}')
            equal(os.stat(target).st_mode & 0o777, 0o644, f'mode, {kind}')
            equal(f.loads()[0], True, f'{kind} {name}')
            if kind != 'folder':
                equal(status, 0, f'{kind} {name}: {said}')
                f.good()


@test('files and folders of another user')
def owners():
    for name in (*FILES[:3], ''):
        f = Folder('names = router')
        f.run('ensure', want=0)
        f.configure('names = router 10.0.0.1')
        before = f.files()
        os.chown(os.path.join(f.dir, name), 12345, 12345)
        said = f.run('ensure', want=1)
        equal('belongs to another user' in said, True, said)
        equal(f.files(), before, 'files')


@test('twenty at once, ten times, with keys and without', 60)
def many():
    for turn in range(10):
        f = Folder('names = router')
        if turn % 2:
            f.run('ensure', want=0)
            f.configure('names = router mail.example.org')
        runs = [subprocess.Popen(
            [os.environ['THIMBLE'] + '-cert', 'ensure', '--config', f.conf],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT) for _ in range(20)]
        said = [r.communicate()[0].decode() for r in runs]
        codes = sorted(r.returncode for r in runs)
        equal(codes.count(0), 1, codes)
        equal({c for c in codes if c not in (0, 2, 75)}, set(), said)
        equal(sum('/server.pem (' in s for s in said), 1, said)
        f.good()


@test('one that is stopped in its work does not stop the service')
def stopped():
    f = Folder('names = router')
    f.run('ensure', want=0)
    # --no-fork: one process, so that none is left to be reaped by others.
    holder = subprocess.Popen(['flock', '--no-fork', f.path('.lock'), 'sleep',
                               '100'], start_new_session=True)
    try:
        while subprocess.run(['flock', '-n', f.path('.lock'), 'true'],
                             check=False).returncode == 0:
            pass
        f.configure('names = router 10.0.0.1')
        f.run('ensure', want=75)
        f.run('ensure', '--wait', '1', want=75)
        equal(f.loads()[0], True)
    finally:
        os.killpg(holder.pid, signal.SIGKILL)
        holder.wait()
    f.run('ensure', '--wait', '5', want=0)
    f.good()


main()
