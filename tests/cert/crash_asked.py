# SPDX-License-Identifier: MIT
"""Every system call of what a person types, killed there or failing there:
renew, new-ca, revert, request and install. See tests/lib/faulty.py."""

import os

from certs import Folder, read
from faulty import Change, attack
from pki import chain
from wire import command, equal, main, test

NAMES = 'localhost 127.0.0.1 ::1'
BASE = (f'names = {NAMES}',)


def renewed(folder):
    """There is a previous pair."""
    folder.run('renew', want=0)


def other_ca(folder):
    """There is a previous pair by another CA."""
    folder.run('new-ca', '--yes', want=0)


def asked(folder, *argv):
    """A CA's certificate for a request, in base/leaf.pem."""
    csr, ca = folder.base + '/csr', folder.base + '/theirs'
    folder.run('request', '-o', csr, *argv, want=0)
    command('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
            'ec_paramgen_curve:P-256', '-nodes', '-keyout', ca + '.key',
            '-out', ca + '.pem', '-days', '30', '-subj', '/CN=Theirs')
    command('openssl', 'x509', '-req', '-in', csr, '-CA', ca + '.pem',
            '-CAkey', ca + '.key', '-CAcreateserial', '-days', '20',
            '-copy_extensions', 'copyall', '-out', folder.base + '/leaf.pem')


def live(folder):
    """A CA has signed the key that serves."""
    asked(folder)


def waits(folder):
    """A CA has signed the key that waits."""
    asked(folder, '--new-key')


def waits_twice(folder):
    """A key waits, and another is asked for."""
    folder.run('request', '--new-key', '-o', '/dev/null', want=0)


def handed_over(folder):
    """Key, leaf and intermediate by somebody else, in folder.base."""
    pem = chain().pem
    for name in ('leaf.key', 'leaf.pem', 'middle.pem', 'root.pem'):
        os.link(os.path.join(os.path.dirname(pem), name),
                os.path.join(folder.base, name))


def theirs(folder, name):
    """Key and certificate of somebody else's in one file."""
    path = os.path.join(folder.base, name)
    command('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
            'ec_paramgen_curve:P-256', '-nodes', '-keyout', path + '.key',
            '-out', path + '.pem', '-days', '800', '-subj', '/CN=' + name,
            '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1',
            '-addext', 'basicConstraints=critical,CA:FALSE')
    with open(path + '.pem', 'ab') as f:
        f.write(read(path + '.key'))


def installed(folder):
    """Somebody else's certificate serves, the device's own is kept."""
    theirs(folder, 'first')
    theirs(folder, 'other')
    folder.run('install', folder.base + '/first.pem', want=0)


def old_format(folder):
    """The same by a version that kept none."""
    installed(folder)
    os.unlink(folder.path('own.pem'))


def back(folder):
    """The device's own serves again, the other is the previous one."""
    installed(folder)
    folder.run('own', want=0)


def gone(folder):
    """The other is lost."""
    installed(folder)
    os.unlink(folder.path('server.pem'))


REQUEST = ('request', '--new-key', '-o', '{base}/out.csr')
INSTALL = ('install', '{base}/leaf.pem')
INSTALL_OTHER = ('install', '{base}/other.pem')
GIVEN = ('install', '--key', '{base}/leaf.key', '{base}/root.pem',
         '{base}/middle.pem', '{base}/leaf.pem')

for one, least in (
        (Change('renew', BASE, BASE, argv=('renew',)), 60),
        (Change('renew --new-key, with a hook', BASE, BASE, hooks=True,
                argv=('renew', '--new-key')), 100),
        (Change('ensure, with a hook', BASE, hooks=True), 100),
        (Change('new-ca', BASE, BASE, argv=('new-ca', '--yes')), 100),
        (Change('revert', BASE, BASE, spoil=renewed, argv=('revert',),
                hooks=True), 60),
        (Change('revert, with the CA', BASE, BASE, spoil=other_ca,
                argv=('revert',)), 60),
        (Change('request --new-key', BASE, BASE, argv=REQUEST), 40),
        (Change('request --new-key, and one waits', BASE, BASE, argv=REQUEST,
                spoil=waits_twice), 40),
        (Change('install, the key that serves', BASE, BASE, spoil=live,
                argv=INSTALL), 60),
        (Change('install, the key that waits', BASE, BASE, spoil=waits,
                argv=INSTALL, hooks=True), 60),
        (Change('install, a key and a chain', BASE, BASE, spoil=handed_over,
                argv=GIVEN, keeps=True), 60),
        (Change('install, in place of another', BASE, BASE, spoil=installed,
                argv=INSTALL_OTHER, keeps=True), 60),
        (Change('own', BASE, BASE, spoil=installed, argv=('own',),
                hooks=True, keeps=True), 40),
        (Change('renew --force', BASE, BASE, spoil=installed,
                argv=('renew', '--force'), keeps=True), 60),
        (Change('revert to what was installed', BASE, BASE, spoil=back,
                argv=('revert',), keeps=True), 60),
        (Change('a third is left of the own one', BASE, BASE, aged=270,
                spoil=installed, keeps=True), 40),
        (Change('none was kept', BASE, BASE, spoil=old_format,
                keeps=False), 20),
        (Change('server.pem is lost, the own one is there', BASE, BASE,
                spoil=gone, keeps=True), 20),
        (Change('install, into no folder', BASE, spoil=handed_over,
                argv=GIVEN), 60)):
    attack(one, least)


@test('request and install clear away what others left')
def cleared():
    for argv in (('request', '-o', '/dev/null'), ('install', 'nothing')):
        f = Folder(*BASE)
        f.run('ensure', want=0)
        for name in ('.server.pem.new', '.ca.key.old', '.pending.key.new'):
            with open(f.path(name), 'w', encoding='ascii') as out:
                out.write('half a key')
        if argv[0] == 'install':
            live(f)
            argv = ('install', f.base + '/leaf.pem')
        f.run(*argv, want=0)
        equal(f.leftovers(), [], argv[0])


@test('set-names mends a damaged file, killed at each call: none is lost', 120)
def mends():
    f = Folder(*BASE)
    f.run('ensure', want=0)
    f.conf = f.path('thimble.conf')
    damaged = f'dir = {f.dir}\nnames = b@d\nrubbish\ndays = 90\n'.encode()
    mended = f'dir = {f.dir}\ndays = 90\nnames = localhost\n'.encode()
    argv = ('set-names', 'localhost')

    def again():
        """The damaged file, and none that was kept."""
        f.restore(kept)
        with open(f.conf, 'wb') as out:
            out.write(damaged)

    kept = f.base + '/kept'
    os.rename(f.dir, kept)
    again()
    n = len(f.calls(*argv))
    equal((read(f.conf), read(f.conf + '.bad')), (mended, damaged))
    for k in range(1, n + 1):
        again()
        f.run(*argv, faults=('-k', str(k)))
        now, old = read(f.conf), read(f.conf + '.bad')
        equal(now in (damaged, mended), True, f'call {k} of {n}: {now!r}')
        if now == mended:
            equal(old, damaged, f'call {k} of {n}: what was there')
        equal(f.loads()[0], True, f'call {k} of {n}')
        f.run(*argv, want=(0, 2))
        equal((read(f.conf), read(f.conf + '.bad')), (mended, damaged))
        f.good()


main()
