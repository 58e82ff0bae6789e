# SPDX-License-Identifier: MIT
"""Every system call of every command that changes the folder, killed there
or failing there: the old pair or the new one loads, no key is ever open to
others, a run that says it is done is right, and the next run repairs all and
leaves nothing over.

The real program as it is installed runs below tests/lib/fault.c. A command
is one line of CHANGES. `make check` kills at each call and fails each with
one of three errors in turn; `make check-long` fails each with all of them.
"""

import concurrent.futures
import errno
import os
import subprocess

from certs import DAY, LONG, NOW, Folder, read
from wire import main, test

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)
WORKERS = 2


class Change:
    """A command in a folder that was prepared. old: the lines with which
    the folder was made before, by ensure; None: there is none. aged: for how
    many days it lies there; spoil: what is then done to it."""

    def __init__(self, title, new, old=None, aged=0, spoil=None,
                 argv=('ensure', '--quiet')):
        self.title, self.new, self.old = title, new, old
        self.wall = NOW + aged * DAY if aged else None
        self.spoil, self.argv = spoil, argv


def cut_server(folder):
    """Half of server.pem is gone."""
    os.truncate(folder.path('server.pem'), 500)


def no_ca_key(folder):
    """The CA's key is gone."""
    os.unlink(folder.path('ca.key'))


def left_by_others(folder):
    """What a run that was cut off left."""
    for name in ('.server.pem.new', '.ca.key.old'):
        with open(folder.path(name), 'w', encoding='ascii') as f:
            f.write('half a key')
        os.chmod(folder.path(name), 0o600)
    os.unlink(folder.path('server.pem'))


BASE = ('names = router',)
RSA = (*BASE, 'key = rsa2048')
CHANGES = (
    Change('the first run', BASE),
    Change('the first run, self-signed', (*BASE, 'issuer = self')),
    Change('a third is left', BASE, BASE, aged=270),
    Change('an address more', ('names = router 10.0.0.1',), BASE),
    Change('a name that the CA does not permit',
           ('names = router mail.example.org',), BASE),
    Change('the CA expires soon', BASE, BASE, aged=3230),
    Change('another kind of key', (*BASE, 'key = p384'), BASE),
    Change('server.pem is cut', BASE, BASE, spoil=cut_server),
    Change('ca.key is lost', BASE, BASE, spoil=no_ca_key),
    Change('half a run before', BASE, BASE, spoil=left_by_others),
    # RSA is there before: the search for primes is not run hundreds of times.
    Change('a second certificate', (*RSA, 'also = p256'), RSA),
    Change('a third of two is left', (*RSA, 'also = p256'),
           (*RSA, 'also = p256'), aged=270),
    Change('no second one any more', RSA, (*RSA, 'also = p256')),
)


class Trial:
    """One change, to be done again and again."""

    def __init__(self, change):
        self.change = change
        self.folder = Folder(*(change.old or change.new), name='trial')
        self.kept = None
        if change.old is not None:
            self.folder.run('ensure', want=0)
            if change.spoil is not None:
                change.spoil(self.folder)
            self.kept = os.path.join(self.folder.base, 'kept')
            os.rename(self.folder.dir, self.kept)
        self.folder.configure(*change.new)
        self.folder.wall = change.wall
        self.folder.restore(self.kept)
        self.old = self.folder.files()
        self.had = self.kept is not None and self.folder.loads()[0]

    def calls(self):
        """The number of calls of a run without a fault."""
        n = self.folder.calls(*self.change.argv)
        self.folder.good()
        return n

    def sound(self):
        """What holds at any instant; None or what does not."""
        f = self.folder
        server = read(f.path('server.pem'))
        if self.had and server is None:
            return 'server.pem is lost'
        if server is not None and server != self.old.get('server.pem'):
            good, said = f.loads()
            if not good:
                return f'server.pem does not load: {said}'
        also = read(f.path('server-also.pem'))
        if also is not None and also != self.old.get('server-also.pem'):
            good, said = f.loads('server-also.pem')
            if not good:
                return f'server-also.pem does not load: {said}'
        key, ca = read(f.path('ca.key')), read(f.path('ca.pem'))
        if key is not None and key != self.old.get('ca.key') and \
                subprocess.run(['openssl', 'pkey', '-noout'], input=key,
                               capture_output=True,
                               check=False).returncode != 0:
            return 'ca.key is not a key'
        if ca is not None and key is None and \
                ('ca.key' in self.old or ca != self.old.get('ca.pem')):
            return 'ca.pem without ca.key'
        return f.too_open() or None

    def once(self, where, faults):
        """One fault; None or what is wrong after it."""
        f = self.folder
        f.restore(self.kept)
        status, said = f.run(*self.change.argv, faults=faults)
        wrong = self.sound()
        if wrong is None and status in (0, 2) and f.run('check')[0] != 0:
            wrong = f'exit status {status}, but it is not good: {said}'
        if wrong is None:
            again, told = f.run(*self.change.argv)
            if again not in (0, 2):
                wrong = f'the next run exits {again}: {told}'
            elif f.run('check')[0] != 0:
                wrong = 'the next run does not repair it: ' + \
                    f.run('check')[1]
            elif f.leftovers() or f.too_open():
                wrong = f'after the next run: {f.leftovers()} ' \
                    f'{f.too_open()}'
        return wrong and f'{self.change.title}, {where}: {wrong}'


def faults_of(n):
    """Where and how a run of n calls is disturbed."""
    for k in range(1, n + 1):
        yield f'killed at call {k} of {n}', ('-k', str(k))
        for i, error in enumerate(ERRORS):
            if LONG or k % len(ERRORS) == i:
                yield (f'call {k} of {n} fails with '
                       f'{errno.errorcode[error]}', ('-e', f'{k}:{error}'))


def attack(change):
    """All faults of a change, divided among the workers."""
    trials = [Trial(change) for _ in range(WORKERS)]
    faults = list(faults_of(trials[0].calls()))
    if len(faults) < 100:
        raise AssertionError(f'{change.title}: only {len(faults)} faults')

    def work(i):
        return [trials[i].once(*x) for x in faults[i::WORKERS]]

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        wrong = [x for part in pool.map(work, range(WORKERS))
                 for x in part if x]
    if wrong:
        raise AssertionError(f'{len(wrong)} of {len(faults)} faults\n' +
                             '\n'.join(wrong[:20]))


for one in CHANGES:
    test(one.title, 600 if LONG else 120)(lambda c=one: attack(c))

main()
