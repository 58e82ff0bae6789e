# SPDX-License-Identifier: MIT
"""What the tests of thimble-cert share: a folder of PEM files with its
configuration, the real program in it, at another time or with faults.

fault.c is built for this machine when a test starts; it lets the program see
another wall clock and ends or spoils any one of its system calls.
"""

import contextlib
import ctypes
import os
import shutil
import stat
import subprocess
import time

from wire import THIMBLE, THIMBLE_CERT, TMP, TOP, command, scratch

LONG = bool(os.environ.get('THIMBLE_LONG'))
DAY = 86400
NOW = int(time.time())

# What may lie in the folder between two runs, beside .prev and .bad.
BELONGS = {'server.pem', 'server-also.pem', 'ca.pem', 'ca.key', '.lock',
           'pending.key', 'hooks.d', 'own.pem', 'own-also.pem', 'issued.key',
           'thimble.conf', 'acme', 'acme.key', 'acme-dns.d', 'nsupdate.conf',
           'http-api.conf', '.undone'}


def _build_fault():
    path = os.path.join(TMP, 'fault')
    if not os.path.exists(path):
        subprocess.run(['gcc', '-O2', '-std=gnu11', '-Wall', '-Wextra',
                        '-Werror', '-o', path,
                        os.path.join(TOP, 'tests/lib/fault.c')], check=True)
    return path


FAULT = _build_fault()


def read(path):
    """The bytes of a file; None when there is none."""
    try:
        with open(path, 'rb') as f:
            return f.read()
    except FileNotFoundError:
        return None


def own_mounts():
    """Mounts from here on are ours alone and end with us."""
    # CLONE_NEWNS
    if ctypes.CDLL(None).unshare(0x20000) == 0:
        command('mount', '--make-rprivate', '/')


@contextlib.contextmanager
def mounted(folder, *options):
    """A tmpfs where the files of a Folder will lie."""
    os.makedirs(folder.dir)
    command('mount', '-t', 'tmpfs', '-o', ','.join(('mode=755', *options)),
            'none', folder.dir)
    try:
        yield
    finally:
        command('umount', folder.dir)


class Folder:
    """One folder and its configuration. wall is the clock of every run."""

    def __init__(self, *lines, name='folder'):
        self.base = scratch(name)
        self.dir = os.path.join(self.base, 'd')
        self.conf = os.path.join(self.base, 'conf')
        self.wall = None
        self.configure(*lines)

    def configure(self, *lines):
        """Writes the configuration."""
        with open(self.conf, 'w', encoding='utf-8') as f:
            f.write('\n'.join((f'dir = {self.dir}', *lines)) + '\n')

    def path(self, name):
        """The path of a file in the folder."""
        return os.path.join(self.dir, name)

    def exec(self, *argv, faults=()):
        """Runs a program: its exit status and what it said."""
        if self.wall is not None:
            faults = ('-t', str(self.wall), *faults)
        if faults:
            argv = (FAULT, *faults, *argv)
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, timeout=240,
                              stdout=subprocess.PIPE, check=False,
                              stderr=subprocess.STDOUT)
        if faults and done.returncode == 99:
            raise AssertionError(f'fault: {done.stdout}')
        return done.returncode, done.stdout.decode(errors='replace')

    def run(self, verb, *args, faults=(), want=None):
        """Runs a subcommand; want is the exit status, or several."""
        status, said = self.exec(THIMBLE_CERT, verb, '--config', self.conf,
                                 *args, faults=faults)
        wanted = (want,) if isinstance(want, int) else want
        if wanted is not None and status not in wanted:
            raise AssertionError(f'{verb} {" ".join(args)}: exit status '
                                 f'{status}, not {want}: {said}')
        return said if want is not None else (status, said)

    def calls(self, verb, *args):
        """A letter for each system call of a run, C for one that may change
        a file; it is done."""
        count = os.path.join(self.base, 'count')
        self.run(verb, *args, faults=('-c', count), want=0)
        return read(count).decode()

    def loads(self, name='server.pem'):
        """Whether a connection could use the file, and why not."""
        status, said = self.exec(THIMBLE, '--check', '-p', self.path(name))
        return status == 0, said

    def files(self):
        """The regular files in the folder: name -> bytes."""
        return {n: read(self.path(n)) for n, st in self._stats()
                if stat.S_ISREG(st.st_mode)}

    def _stats(self):
        """What is in the folder, but for what goes meanwhile: a trial that
        ends has a process of its own."""
        for name in os.listdir(self.dir) if os.path.isdir(self.dir) else ():
            with contextlib.suppress(FileNotFoundError):
                yield name, os.lstat(self.path(name))

    def restore(self, kept):
        """Makes the folder a copy of another; None: there is none."""
        shutil.rmtree(self.dir, ignore_errors=True)
        if kept is not None:
            shutil.copytree(kept, self.dir, symlinks=True)

    def leftovers(self):
        """Names in the folder that do not belong there."""
        here = os.listdir(self.dir) if os.path.isdir(self.dir) else ()
        return sorted(n for n in here if n not in BELONGS and
                      not (n.removesuffix('.prev').removesuffix('.bad') in
                           BELONGS and not n.startswith('.')))

    def too_open(self):
        """Files that may hold a key and that others may read."""
        wide = []
        for name, st in self._stats():
            mode = stat.S_IMODE(st.st_mode)
            if stat.S_ISREG(st.st_mode) and mode & 0o077 and \
                    'ca.pem' not in name and 'thimble.conf' not in name:
                wide.append(f'{name} {mode:o}')
        return wide

    def good(self):
        """All that is there fits together and nothing is left over."""
        self.run('check', want=0)
        for what in (self.leftovers(), self.too_open()):
            if what:
                raise AssertionError(f'{self.dir}: {what}')
