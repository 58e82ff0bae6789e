# SPDX-License-Identifier: MIT
"""What is on trial comes back unless it is confirmed: in time, after another
boot, whatever the wall clock says, and with a loss of power or a fault at every
system call."""

import contextlib
import os
import signal
import time

import pki
from certs import Folder, read
from faulty import HOOK, Change, attack
from procs import Proc
from wire import command, equal, eventually, main, test

NAMES = 'localhost 127.0.0.1 ::1'
BASE = (f'names = {NAMES}',)
KEPT = ('ca.key', 'ca.pem', 'own.pem', 'own-also.pem', 'server.pem',
        'server.pem.prev', 'server-also.pem', 'server-also.pem.prev',
        'thimble.conf')


def theirs(folder, name='theirs'):
    """Key and certificate of somebody else's in one file."""
    path = os.path.join(folder.base, name)
    command('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
            'ec_paramgen_curve:P-256', '-nodes', '-keyout', path + '.key',
            '-out', path + '.pem', '-days', '90', '-subj', '/CN=' + name,
            '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1',
            '-addext', 'basicConstraints=critical,CA:FALSE')
    with open(path + '.pem', 'ab') as f:
        f.write(read(path + '.key'))
    return path + '.pem'


def mark(folder, text=None):
    """What stands in the mark; sets it."""
    path = folder.path('.trial/until')
    if text is None:
        return os.readlink(path)
    os.symlink(text, path + '.test')
    os.rename(path + '.test', path)
    return text


def waiting(folder):
    """The processes that wait for the end of a trial there."""
    for pid in filter(str.isdigit, os.listdir('/proc')):
        with contextlib.suppress(OSError):
            if os.readlink(f'/proc/{pid}/cwd').startswith(folder.base + '/'):
                yield int(pid)


def stop_waiting(folder):
    """Ends them."""
    for pid in waiting(folder):
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    eventually(lambda: not list(waiting(folder)), 10, 'still there')


def reboot(folder):
    """As after another boot, if something is on trial: nobody waits."""
    stop_waiting(folder)
    if os.path.lexists(folder.path('.trial/until')):
        # That boot is as old as this one: only its id tells them apart.
        now = int(time.monotonic())
        mark(folder, f'another-boot {now} {now + 300}')


def kept(folder):
    """The files that a trial has to bring back."""
    return {n: read(folder.path(n)) for n in KEPT}


def on_trial(*argv, minutes='5'):
    """A folder with a change on trial, and its files before."""
    f = Folder(*BASE)
    f.run('ensure', want=0)
    f.run('renew', want=0)
    before = kept(f)
    argv = [a or theirs(f) for a in argv]
    said = f.run(*argv, '--trial', minutes, want=0)
    equal('on trial: undone unless you type in time: thimble-cert confirm'
          in said, True, said)
    equal(kept(f) != before, True, 'nothing changed')
    return f, before


def undone(folder, before):
    """All is as it was, and nothing is left over."""
    equal(kept(folder), before, 'not as before')
    folder.run('ensure', '--wait', '20', want=2)
    folder.good()
    stop_waiting(folder)


@test('confirmed: it stays, also after another boot')
def confirmed():
    for argv in (('install', ''), ('renew', '--new-key'),
                 ('new-ca', '--yes')):
        f, _ = on_trial(*argv)
        said = f.run('check', want=0)
        equal('warn  trial: ' in said, True, said)
        after = kept(f)
        said = f.run('confirm', want=0)
        equal(f'confirmed: {f.dir}/server.pem: ' in said, True, said)
        reboot(f)
        undone(f, after)
        said = f.run('confirm', want=2)
        equal('nothing is on trial; serves now: ' in said, True, said)


@test('another boot: ensure brings all back, whatever the wall clock says')
def booted():
    for wall in (None, 0, 2**31, 2**33):
        for argv in (('install', ''), ('renew', '--new-key'),
                     ('new-ca', '--yes')):
            f, before = on_trial(*argv)
            f.wall = wall
            stop_waiting(f)
            # The same boot: it goes on, and nothing else is done.
            during = kept(f)
            f.run('ensure', want=2)
            equal(kept(f), during, 'ensure during a trial')
            f.wall = None
            reboot(f)
            said = f.run('ensure', want=0)
            equal('was not confirmed, and is undone' in said, True, said)
            equal(f'restored {f.dir}/server.pem: ' in said, True, said)
            undone(f, before)


@test('a mark that makes no sense ends the trial')
def senseless():
    # The second one's time is over, and nobody waited for that.
    for text in ('', '{id} 1 2', 'x', '{id} 1', '{id} 0 999999999',
                 '{id} -1 5', '{id} 999999998 999999999', '{id} 0 301',
                 '{id} a b'):
        f, before = on_trial('renew')
        boot = mark(f).split()[0]
        stop_waiting(f)
        mark(f, text.format(id=boot) or ' ')
        f.run('ensure', want=0)
        undone(f, before)


@test('nobody confirms in time: the process that waits brings it back', 30)
def waited():
    f, before = on_trial('install', '')
    os.makedirs(f.path('hooks.d'))
    with open(f.path('hooks.d/10-note'), 'w', encoding='ascii') as out:
        out.write(HOOK)
    os.chmod(f.path('hooks.d/10-note'), 0o755)
    boot, start, _ = mark(f).split()
    mark(f, f'{boot} {start} {int(time.monotonic()) + 2}')
    eventually(lambda: read(f.base + '/ran') is not None, 20, 'no hook')
    equal(read(f.base + '/ran').decode().split()[0], 'reverted', 'action')
    eventually(lambda: not os.path.exists(f.path('.trial')), 20, 'mark')
    undone(f, before)


@test('a whole minute of it', 120)
def minute():
    f, before = on_trial('install', '', minutes='1')
    boot, start, end = mark(f).split()
    equal(int(end) - int(start), 60, 'seconds')
    equal(abs(time.monotonic() - int(start)) < 30, True, 'uptime')
    with open('/proc/sys/kernel/random/boot_id', encoding='ascii') as out:
        equal(out.read().strip(), boot, 'boot id')
    eventually(lambda: not os.path.exists(f.path('.trial')), 100, 'mark')
    equal(time.monotonic() >= int(end), True, 'too early')
    undone(f, before)


@test('the process that waits has no key, no lock and no descriptor of ours')
def alone():
    f, _ = on_trial('renew', '--new-key')
    secrets = [piece for name in ('server.pem', 'server.pem.prev', 'ca.key')
               for _, piece in pki.secrets(f.path(name))]
    theirs(f)
    secrets += [p for _, p in pki.secrets(f.base + '/theirs.key')]
    f.run('install', '--trial', '5', f.base + '/theirs.pem', want=0)
    pids = list(waiting(f))
    equal(len(pids), 2, 'processes')
    for pid in pids:
        one = Proc(pid, 0, 'S', '')
        eventually(lambda p=one: set(p.fds()) == {0, 1, 2}, 5, 'descriptors')
        equal(set(one.fds().values()), {'/dev/null'}, 'descriptors')
        memory = b''.join(piece for _, piece in one.memory())
        equal([s for s in secrets if s in memory], [], 'a key in memory')
    f.run('confirm', want=0)
    # Nothing is left to wait for.
    eventually(lambda: not list(waiting(f)), 10, 'still waiting')


@test('too late to confirm')
def late():
    f, before = on_trial('install', '')
    reboot(f)
    said = f.run('confirm', want=1)
    equal('was not confirmed, and is undone' in said, True, said)
    undone(f, before)


@test('a second one on trial: the time starts anew, the first state counts')
def again():
    f, before = on_trial('install', '')
    boot, start, _ = mark(f).split()
    mark(f, f'{boot} {start} {int(time.monotonic()) + 20}')
    f.run('install', '--trial', '5', theirs(f, 'second'), want=0)
    equal(int(mark(f).split()[2]) > time.monotonic() + 250, True, mark(f))
    # One that fails leaves the trial as it is.
    f.run('install', '--trial', '5', '/dev/null', want=1)
    reboot(f)
    f.run('ensure', want=0)
    undone(f, before)


@test('other changes wait; revert undoes it at once')
def others():
    f, before = on_trial('install', '')
    during = kept(f)
    for argv in (('renew',), ('own',), ('new-ca', '--yes'),
                 ('install', theirs(f, 'second'))):
        said = f.run(*argv, want=75)
        equal('a change is on trial' in said, True, said)
        equal(kept(f), during, argv)
    f.run('request', '--new-key', '-o', '/dev/null', want=0)
    f.run('revert', want=0)
    os.unlink(f.path('pending.key'))
    undone(f, before)


@test('what fails or has nothing to do is not on trial')
def nothing():
    f = Folder(*BASE)
    said = f.run('install', '--trial', '5', theirs(f), want=1)
    equal('there is no certificate to return to' in said, True, said)
    equal(set(f.files()), {'.lock'}, 'changed')
    f.run('ensure', want=0)
    before = kept(f)
    f.run('own', '--trial', '5', want=2)
    undone(f, before)
    f.run('install', '--trial', '5', '/dev/null', want=1)
    undone(f, before)
    for minutes in ('0', '6', 'x'):
        f.run('own', '--trial', minutes, want=64)


@test('a second certificate and the configuration come back too', 60)
def whole():
    f = Folder(*BASE, 'key = rsa2048', 'also = p256')
    f.run('ensure', want=0)
    os.rename(f.conf, f.path('thimble.conf'))
    f.conf = f.path('thimble.conf')
    before = kept(f)
    f.run('renew', '--new-key', '--trial', '5', want=0)
    equal(read(f.path('server-also.pem')) != before['server-also.pem'], True)
    # As an editor, or a page, writes it: another file in its place.
    with open(f.path('new'), 'w', encoding='ascii') as out:
        out.write(f'dir = {f.dir}\nnames = other\n')
    os.rename(f.path('new'), f.conf)
    reboot(f)
    f.run('ensure', want=0)
    equal(kept(f), before, 'not as before')
    f.run('check', want=0)
    stop_waiting(f)


@test('set-names: in the configuration and the certificate, or in neither')
def names():
    f = Folder(*BASE)
    f.run('ensure', want=0)
    before = kept(f)
    said = f.run('set-names', 'other', want=1)
    equal('not in the folder of the certificates' in said, True, said)
    equal(kept(f), before, 'changed')
    f.conf = f.path('thimble.conf')
    with open(f.conf, 'w', encoding='ascii') as out:
        out.write(f'dir = {f.dir}\n# mine\nnames = localhost ::1\n'
                  ' names=127.0.0.1\ndays = ninety')
    f.run('set-names', 'other', want=1)
    text = read(f.conf).decode().replace('ninety', '90')
    with open(f.conf, 'w', encoding='ascii') as out:
        out.write(text)
    f.run('ensure', want=2)
    before = kept(f)
    for bad in ('a_b', 'a' * 64, 'x\nkey = p384', 'x # y'):
        said = f.run('set-names', 'good', bad, want=64)
        equal(said.startswith('thimble-cert: set-names: '), True, said)
    f.run('set-names', want=64)
    equal(kept(f), before, 'changed')
    said = f.run('set-names', '--trial', '5', 'router', '10.0.0.1,*.x.lan',
                 want=0)
    equal(read(f.conf).decode(), f'dir = {f.dir}\n# mine\ndays = 90\n'
          'names = router\nnames = 10.0.0.1\nnames = *.x.lan\n')
    equal('for router, 10.0.0.1, *.x.lan' in said, True, said)
    f.run('check', want=0)
    reboot(f)
    f.run('ensure', want=0)
    undone(f, before)
    os.chmod(f.conf, 0o600)
    f.run('set-names', 'router', want=0)
    equal(os.stat(f.conf).st_mode & 0o777, 0o600, 'open to others')
    f.run('set-names', 'router', want=2)
    f.good()


def trial(folder):
    """There is a change on trial; what was before is beside."""
    path = theirs(folder)
    os.link(folder.path('server.pem'), folder.base + '/before')
    folder.run('install', '--trial', '5', path, want=0)
    stop_waiting(folder)


def over(folder):
    """The same, and another boot."""
    trial(folder)
    reboot(folder)


def ready(folder):
    """Somebody else's is there to be installed."""
    theirs(folder)
    os.link(folder.path('server.pem'), folder.base + '/before')


def inside(folder):
    """The configuration is in the folder."""
    ready(folder)
    os.link(folder.conf, folder.path('thimble.conf'))
    folder.conf = folder.path('thimble.conf')


ON = ('--trial', '5')
for one, least in (
        (Change('install on trial', BASE, BASE, spoil=ready, keeps=True,
                argv=('install', *ON, '{base}/theirs.pem'), boot=reboot), 90),
        (Change('renew --new-key on trial', BASE, BASE, spoil=ready,
                argv=('renew', '--new-key', *ON), boot=reboot), 90),
        (Change('set-names on trial', BASE, BASE, spoil=inside, keeps=True,
                argv=('set-names', *ON, 'localhost', '10.0.0.9'),
                boot=reboot), 90),
        (Change('the trial is over', BASE, BASE, spoil=over, hooks=True,
                keeps=True, boot=reboot), 90),
        (Change('confirm', BASE, BASE, spoil=trial, keeps=True,
                argv=('confirm',), boot=reboot, kept=True), 40)):
    attack(one, least)

main()
