# SPDX-License-Identifier: MIT
"""The power fails while an owner uses the page: for boot/killed.sh."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

from visitor import CONSOLE, ROOT, Owner, ask, check, fingerprint, same, tool

MARK = f'{ROOT}/etc/thimble/.trial/until'
FOLDER = os.path.dirname(CONSOLE)
INSTANTS = (0.005, 0.015, 0.03, 0.05, 0.08, 0.15, 0.5)


def processes():
    """The device's."""
    for pid in filter(str.isdigit, os.listdir('/proc')):
        with contextlib.suppress(OSError):
            if os.readlink(f'/proc/{pid}/root').startswith(ROOT):
                yield int(pid)


def cut():
    """No process is left, nor anything in memory."""
    while True:
        found = list(processes())
        if not found:
            break
        for pid in found:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
    for name in os.listdir(f'{ROOT}/run'):
        path = f'{ROOT}/run/{name}'
        if os.path.isdir(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)
    if os.path.lexists(MARK):
        # The next boot has another id.
        now = int(time.monotonic())
        os.symlink(f'another-boot {now} {now + 300}', MARK + '.test')
        os.rename(MARK + '.test', MARK)


def boot():
    """What init does."""
    for script in ('S01syslogd', 'S40certificate', 'S45web'):
        subprocess.run(['chroot', ROOT, f'/etc/init.d/{script}', 'start'],
                       check=True, capture_output=True)
    subprocess.Popen(['chroot', ROOT, '/usr/lib/thimble/services'],
                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                     stderr=subprocess.DEVNULL)
    for _ in range(100):
        with contextlib.suppress(OSError):
            if os.stat(f'{ROOT}/run/thimble/hook').st_mode & 0o777 == 0o666:
                return
        time.sleep(0.05)
    check('boot', False, 'no socket')


def theirs():
    """A key and a certificate of somebody else's."""
    subprocess.run(
        ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
         'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key', '-out', 'crt',
         '-subj', '/CN=router', '-days', '90', '-addext',
         'subjectAltName=DNS:router,DNS:x.router', '-addext',
         'basicConstraints=critical,CA:FALSE'], cwd=FOLDER, check=True,
        capture_output=True)
    with open(f'{FOLDER}/key', 'rb') as a, open(f'{FOLDER}/crt', 'rb') as b:
        return a.read() + b.read()


def press(owner, verb, body, upload):
    """As a browser does whose connection may end."""
    with contextlib.suppress(Exception):
        if upload is None:
            owner.post(verb, body)
        else:
            owner.upload(verb, ('trial', None, b'5'), ('file', 'x', upload))


def attempt(password, verb, body, upload, instant):
    """One action, cut; whether the certificate is another one."""
    owner = Owner(password)
    if verb in ('revert', 'confirm'):
        owner.does('new-key', 'trial=0' if verb != 'confirm' else 'trial=5')
    if verb == 'own':
        owner.upload('install', ('file', 'x', theirs()))
    before = fingerprint()
    prev = f'{ROOT}/etc/thimble/server.pem'
    old = None
    if verb == 'confirm':
        # What is there if the trial is undone.
        old = tool('/usr/sbin/thimble-cert', 'show',
                   '/etc/thimble/.trial/server.pem')
        old = re.search(r'sha256 +(\S+)', old)[1]
    thread = threading.Thread(target=press, args=(owner, verb, body, upload))
    thread.start()
    time.sleep(instant)
    cut()
    thread.join()
    check(verb, os.path.exists(prev))
    boot()
    what = f'{verb} {body} after {instant} s'
    check(what, not os.path.lexists(MARK))
    now = fingerprint()
    said = subprocess.run(['chroot', ROOT, '/usr/sbin/thimble-cert', 'check'],
                          capture_output=True, text=True, check=False)
    check(what, said.returncode == 0, said.stdout + said.stderr)
    # A handshake, so key and certificate are a pair; the page is there.
    same(what, ask().status, 200)
    if 'trial=5' in body or upload is not None:
        same(what, now, before)
    if verb == 'confirm':
        check(what, now in (before, old))
    return now != before


def main():
    """Each action at each instant; some are done, and some are not."""
    with open(CONSOLE, encoding='ascii') as f:
        password = re.search(r'password of the web page: (\S+)', f.read())[1]
    pair, changed, tried = theirs(), 0, 0
    for verb, body, upload in (
            ('renew', 'trial=0', None), ('new-key', 'trial=0', None),
            ('new-key', 'trial=5', None), ('install', '', pair),
            ('set-names', 'names=router+x.router&trial=0', None),
            ('own', 'trial=0', None), ('revert', '', None),
            ('confirm', '', None)):
        for instant in INSTANTS:
            tried += 1
            changed += attempt(password, verb, body, upload, instant)
    print(f'{changed} of {tried} were done')
    if not 0 < changed < tried:
        sys.exit(1)


main()
