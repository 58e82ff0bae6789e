# SPDX-License-Identifier: MIT
"""What a person types, in folders that are full, read-only or prepared by
somebody else, and many of it at once: refused without hanging, nothing lost,
nothing of others touched. ensure is in hostile.py."""

import contextlib
import os
import subprocess

from certs import Folder, mounted, own_mounts, read
from pki import chain
from wire import BUSYBOX, THIMBLE_CERT, TOP, command, equal, main, test

NAMES = 'names = localhost 127.0.0.1 ::1'
PRECIOUS = 'precious\n'

own_mounts()


def prepared():
    """A folder with a previous pair and a key that waits."""
    f = Folder(NAMES)
    f.run('ensure', want=0)
    f.run('renew', want=0)
    f.run('request', '--new-key', '-o', '/dev/null', want=0)
    return f


PEM = chain().pem
COMMANDS = (('install', PEM), ('revert',), ('renew',),
            ('request', '--new-key', '-o', '/dev/null'),
            ('request', '-o', '/dev/null'), ('new-ca', '--yes'))


@test('install, request and revert on a full disk and a read-only one', 60)
def disk():
    for argv in COMMANDS:
        f = Folder(NAMES)
        with mounted(f, 'nr_blocks=40'):
            f.run('ensure', want=0)
            f.run('renew', want=0)
            before = f.files()
            command('mount', '-o', 'remount,ro', f.dir)
            status, said = f.run(*argv)
            equal((status, 'Read-only' in said), (1, True), f'{argv}: {said}')
            equal(f.files(), before, argv)
            command('mount', '-o', 'remount,rw', f.dir)
            with open(f.path('full'), 'wb', buffering=0) as out, \
                    contextlib.suppress(OSError):
                while True:
                    out.write(bytes(4096))
            status, said = f.run(*argv)
            os.unlink(f.path('full'))
            if argv[0] != 'revert' and argv != COMMANDS[4]:
                equal((status, 'No space left' in said), (1, True),
                      f'{argv}: {said}')
                equal(f.files(), before, argv)
            equal((f.leftovers(), f.too_open()), ([], []), argv)
            equal(f.loads()[0], True, argv)
            f.run(*argv, want=0)
            equal(f.loads()[0], True, argv)


def spoil(folder, name, kind):
    """Puts something else in the place of a file."""
    path, target = folder.path(name), os.path.join(folder.base, 'victim')
    with open(target, 'w', encoding='ascii') as f:
        f.write(PRECIOUS)
    if os.path.exists(path):
        os.unlink(path)
    if kind == 'symlink':
        os.symlink(target, path)
    elif kind == 'fifo':
        os.mkfifo(path)
    elif kind == 'folder':
        os.mkdir(path)
    else:
        os.link(target, path)
        os.chown(path, 12345, 12345)
    return target


@test('links, FIFOs and files of others, for each command', 120)
def kinds():
    for name in ('server.pem', 'server.pem.prev', 'pending.key', '.lock',
                 '.hooks', '.pending.key.new', '.server.pem.new'):
        for kind in ('symlink', 'fifo', 'folder', 'foreign'):
            for argv in COMMANDS:
                f = prepared()
                before = f.files()
                target = spoil(f, name, kind)
                status, said = f.run(*argv)
                what = f'{name} is a {kind}: {argv}: {status} {said}'
                equal(status in (0, 1), True, what)
                equal(read(target), PRECIOUS.encode(), what)
                if status == 1:
                    # new-ca may have come as far as the CA.
                    for kept in {'server.pem', 'pending.key'} - {name}:
                        equal(read(f.path(kept)), before[kept], what)
                if name != 'server.pem' or \
                        (status == 0 and argv[0] != 'request'):
                    equal(f.loads()[0], True, what)


@test('twenty at once: ensure, renew, install, request, revert', 60)
def many():
    for _ in range(10):
        f = Folder(NAMES)
        f.run('ensure', want=0)
        runs = [subprocess.Popen(
            [THIMBLE_CERT, verb, '--config', f.conf, *more],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
            for verb, *more in (('ensure',), ('install', PEM),
                                ('renew', '--force', '--new-key'),
                                ('request', '--new-key', '-o', '/dev/null'),
                                ('revert', '--wait', '5')) * 4]
        said = [r.communicate()[0].decode() for r in runs]
        codes = [r.returncode for r in runs]
        # revert may come first and find nothing to bring back.
        equal({c for c, r in zip(codes, runs)
               if c not in (0, 2, 75) and 'revert' not in r.args}, set(),
              said)
        equal(0 in codes, True, codes)
        f.good()
        f.run('ensure', want=(0, 2))
        f.good()


@test('a hook that fails is in the log too, under real syslogd')
def syslog():
    f = Folder(NAMES)
    hook = f.path('hooks.d/10-fails')
    os.makedirs(os.path.dirname(hook))
    with open(hook, 'w', encoding='ascii') as out:
        out.write('#!/bin/sh\nexit 3\n')
    os.chmod(hook, 0o755)
    script = (f'"$@" ensure --quiet --config {f.conf}; '
              f'i=0; until grep -q HOOK {f.base}/messages || [ $i = 300 ]; do '
              'i=$((i + 1)); sleep 0.1; done')
    done = subprocess.run(
        ['unshare', '--mount', '--pid', '--fork', '--kill-child', 'sh',
         os.path.join(TOP, 'tests/data/with-syslogd.sh'), f.base, 'sh', '-c',
         script, 'sh', THIMBLE_CERT], env={**os.environ, 'BUSYBOX': BUSYBOX},
        stdin=subprocess.DEVNULL, capture_output=True, check=False,
        timeout=100)
    log = (read(f.base + '/messages') or b'').decode()
    wanted = 'HOOK hooks.d/10-fails: failed with exit status 3'
    equal('thimble-cert' in log and wanted in log, True,
          f'{log}\n{done.stderr}')
    equal('10-fails: failed' in done.stderr.decode(), True, done.stderr)


main()
