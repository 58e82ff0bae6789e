# SPDX-License-Identifier: MIT
"""Every system call of a command that changes the folder, killed there or
failing there: the old pair or the new one loads, for OpenSSL too, no key is
lost or ever open to others, a run that says it is done is right, and the next
ensure repairs all, runs the hooks that are due and leaves nothing over.

The real program as it is installed runs below tests/lib/fault.c. `make check`
kills after each call that changes something, which is what a kill anywhere
before the next one leaves, and fails each of these calls and each sixth of the
others with one of three errors in turn; `make check-long` kills at every call
and fails each with all of them. What two faults leave in the same bytes is
repaired once.
"""

import concurrent.futures
import contextlib
import errno
import functools
import hashlib
import itertools
import os
import ssl
import stat
import subprocess
import time

from certs import DAY, LONG, NOW, Folder, read
from wire import test

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)
WORKERS = 2
BEGIN, END = b'-----BEGIN CERTIFICATE-----', b'-----END CERTIFICATE-----'
HOOK = """#!/bin/sh
echo "$ACTION $FINGERPRINT" >>"${PEM%/*}/../ran"
"""


class Change:
    """A command in a folder that was prepared. old: the lines with which
    the folder was made before, by ensure; None: there is none. aged: for how
    many days it lies there; spoil: what is then done to it. In argv, {base} is
    the folder above. hooks: there is a hook, and it has to run. keeps: the
    device's own key is in own.pem or server.pem all the time. boot: called
    before the next ensure, which brings back what is in {base}/before;
    kept: unless the command says that it is done."""

    def __init__(self, title, new, old=None, aged=0, spoil=None,
                 argv=('ensure', '--quiet'), hooks=False, keeps=False,
                 boot=None, kept=False):
        self.title, self.new, self.old = title, new, old
        self.wall = NOW + aged * DAY if aged else None
        self.spoil, self.argv = spoil, argv
        self.hooks, self.keeps = hooks, keeps
        self.boot, self.kept = boot, kept


@functools.lru_cache(maxsize=64)
def public(data, *argv):
    """The public key that OpenSSL finds in a text; None: it finds none."""
    if not data:
        return None
    done = subprocess.run(['openssl', *argv], input=data,
                          capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None


def key_of(data):
    """Of a private key."""
    return public(data, 'pkey', '-pubout')


def fingerprint(pem):
    """Of the first certificate in a text, as a hook is told it."""
    first = pem[pem.index(BEGIN):pem.index(END) + len(END)].decode()
    der = ssl.PEM_cert_to_DER_cert(first)
    return hashlib.sha256(der).digest().hex(':').upper()


class Trial:
    """One change, to be done again and again."""

    def __init__(self, change):
        self.change = change
        self.folder = f = Folder(*(change.old or change.new), name='trial')
        self.argv = [a.format(base=f.base) for a in change.argv]
        self.kept = None
        if change.old is not None:
            f.run('ensure', want=0)
        if change.spoil is not None:
            change.spoil(f)
        if change.hooks:
            os.makedirs(f.path('hooks.d'))
            with open(f.path('hooks.d/10-note'), 'w', encoding='ascii') as out:
                out.write(HOOK)
            os.chmod(f.path('hooks.d/10-note'), 0o755)
        if os.path.isdir(f.dir):
            self.kept = os.path.join(f.base, 'kept')
            os.rename(f.dir, self.kept)
        if os.path.dirname(f.conf) != f.dir:
            f.configure(*change.new)
        f.wall = change.wall
        f.restore(self.kept)
        self.old = f.files()
        self.start = self.left(0)[1]
        self.had = change.old is not None and f.loads()[0]
        self.judged = set()
        self.repaired = set()
        # The device's own key, which no change may lose; None: one may.
        self.own = None
        if change.keeps:
            at = 'own.pem' if 'own.pem' in self.old else 'server.pem'
            self.own = key_of(self.old.get(at))

    def calls(self):
        """A letter for each call of a run without a fault."""
        letters = self.folder.calls(*self.argv)
        if self.change.boot is None:
            self.folder.good()
        return letters

    def server(self):
        """None or what is wrong with server.pem."""
        f = self.folder
        now = read(f.path('server.pem'))
        if now is None:
            return 'server.pem is lost' if self.had else None
        if now == self.old.get('server.pem') or now in self.judged:
            return None
        good, said = f.loads()
        if not good:
            return f'server.pem does not load: {said}'
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
                f.path('server.pem'))
        except ssl.SSLError as e:
            return f'server.pem: OpenSSL says {e}'
        self.judged.add(now)
        return None

    def also(self):
        """None or what is wrong with the second certificate."""
        now = read(self.folder.path('server-also.pem'))
        if now is None or now in self.judged or \
                now == self.old.get('server-also.pem'):
            return None
        good, said = self.folder.loads('server-also.pem')
        if not good:
            return f'server-also.pem does not load: {said}'
        self.judged.add(now)
        return None

    def waiting(self):
        """None or what is wrong with the key that waits: it has another name
        when its certificate is in place, or when a later one waits."""
        f = self.folder
        asked = public(read(f.base + '/out.csr'), 'req', '-noout', '-pubkey')
        if asked and asked != key_of(read(f.path('pending.key'))):
            return 'a request, and no key of it in pending.key'
        old = self.old.get('pending.key')
        if old is not None and old not in (
                read(f.path(n)) for n in ('pending.key', 'pending.key.prev',
                                          'issued.key')):
            return 'the key that waits is lost'
        return None

    def keeps(self):
        """None or what is wrong with the device's own key."""
        f = self.folder
        # In this order: a trial that ends meanwhile moves it to server.pem.
        if self.own is not None and self.own not in [
                key_of(read(f.path(n))) for n in ('own.pem', 'server.pem')]:
            return 'the key of the own pair is lost'
        return None

    def authority(self):
        """None or what is wrong with the CA."""
        f = self.folder
        key, ca = read(f.path('ca.key')), read(f.path('ca.pem'))
        if key is not None and key not in self.judged and \
                key != self.old.get('ca.key'):
            if key_of(key) is None:
                return 'ca.key is not a key'
            self.judged.add(key)
        if ca is not None and key is None and \
                ('ca.key' in self.old or ca != self.old.get('ca.pem')):
            return 'ca.pem without ca.key'
        return None

    def sound(self):
        """What holds at any instant; None or what does not."""
        return self.server() or self.also() or self.waiting() or \
            self.keeps() or self.authority() or self.folder.too_open() or None

    def both(self):
        """revert loses neither of its two."""
        f = self.folder
        # A CA that is half back makes a leaf of its own.
        if self.argv[0] == 'revert' and 'ca.pem.prev' not in self.old and \
                {read(f.path(n)) for n in ('server.pem', 'server.pem.prev')} \
                != {self.old[n] for n in ('server.pem', 'server.pem.prev')}:
            return 'one of the two is lost'
        return None

    def hooked(self):
        """The hook has seen what is in place now, if that is new."""
        f = self.folder
        if not self.change.hooks or \
                read(f.path('server.pem')) == self.old.get('server.pem'):
            return None
        now = fingerprint(read(f.path('server.pem'))).encode()
        end = time.monotonic() + 20
        # One that nobody could wait for may be a little late.
        while now not in (read(f.base + '/ran') or b''):
            if time.monotonic() > end:
                return f'no hook for {now.decode()}'
            time.sleep(0.01)
        return None

    def left(self, status):
        """What the next run finds: all that its result depends on. Two names
        of one file are another thing than two files."""
        f, first = self.folder, {}
        found = {('out.csr', read(f.base + '/out.csr'))}
        for top, folders, files in os.walk(f.dir):
            for name in sorted(folders + files):
                path = os.path.join(top, name)
                with contextlib.suppress(FileNotFoundError):
                    st = os.lstat(path)
                    found.add((path, first.setdefault(st.st_ino, path),
                               st.st_mode, os.readlink(path)
                               if stat.S_ISLNK(st.st_mode) else read(path)
                               if stat.S_ISREG(st.st_mode) else None))
        return status in (0, 2), frozenset(found)

    def once_for_all(self, status):
        """Whether another fault has left the same, and it was repaired. With a
        hook only what is as before, where none can be running."""
        left = self.left(status)
        if self.change.hooks and left[1] != self.start:
            return False
        if left in self.repaired:
            return True
        self.repaired.add(left)
        return False

    def after(self, status, said):
        """What holds after the next ensure; None or what does not."""
        f = self.folder
        if status in (0, 2) and f.run('check')[0] != 0:
            return f'exit status {status}, but it is not good: {said}'
        if self.change.boot is not None:
            self.change.boot(f)
        # A child that had yet to become a hook may still have the lock.
        again, told = f.run('ensure', '--wait', '20')
        if again not in (0, 2):
            return f'the next run exits {again}: {told}'
        good, told = f.run('check')
        if good != 0:
            return f'the next run does not repair it: {told}'
        if f.leftovers() or f.too_open():
            return f'after the next run: {f.leftovers()} {f.too_open()}'
        same = read(f.path('server.pem')) == read(f.base + '/before')
        if self.change.boot is not None and \
                (not same, status == 0 and same)[self.change.kept]:
            return f'exit status {status}, and this is not what serves'
        return self.both() or self.hooked() or self.waiting() or self.keeps()

    def once(self, where, faults):
        """One fault; None or what is wrong after it."""
        f = self.folder
        f.restore(self.kept)
        for name in ('ran', 'out.csr'):
            if os.path.exists(os.path.join(f.base, name)):
                os.unlink(os.path.join(f.base, name))
        status, said = f.run(*self.argv, faults=faults)
        wrong = self.sound()
        if not wrong and self.once_for_all(status):
            if self.change.boot is not None:
                self.change.boot(f)
            return None
        wrong = wrong or self.after(status, said)
        return wrong and f'{self.change.title}, {where}: {wrong}'


def _faults_of(letters, shift):
    """Where and how a run of these calls is disturbed."""
    n = len(letters)
    for k in range(1, n + 1):
        if LONG or k == 1 or letters[k - 2] == 'C':
            yield f'killed at call {k} of {n}', ('-k', str(k))
        # A sixth of those that change nothing; the next change another sixth.
        if not LONG and letters[k - 1] == 'r' and k // 3 % 6 != shift % 6:
            continue
        for i, error in enumerate(ERRORS):
            if LONG or k % len(ERRORS) == i:
                yield (f'call {k} of {n} fails with '
                       f'{errno.errorcode[error]}', ('-e', f'{k}:{error}'))


def _attack(change, least, shift):
    """All faults of a change, divided among the workers."""
    trials = [Trial(change) for _ in range(WORKERS)]
    faults = list(_faults_of(trials[0].calls(), shift))
    if len(faults) < least:
        raise AssertionError(f'{change.title}: only {len(faults)} faults')

    def work(i):
        return [trials[i].once(*x) for x in faults[i::WORKERS]]

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        wrong = [x for part in pool.map(work, range(WORKERS))
                 for x in part if x]
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0] > 0:
            pass    # hooks whose parent was killed
    if wrong:
        raise AssertionError(f'{len(wrong)} of {len(faults)} faults\n' +
                             '\n'.join(wrong[:20]))


_shifts = itertools.count()


def attack(change, least=100):
    """Makes a case of a change, which has at least so many faults."""
    test(change.title, 600 if LONG else 300)(
        lambda shift=next(_shifts): _attack(change, least, shift))
