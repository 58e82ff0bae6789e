# SPDX-License-Identifier: MIT
"""Damaged files of a device, on its page: for boot/damaged.sh."""

import os
import re
import subprocess
import sys

from browser import Browser
from visitor import CA, CONSOLE, ROOT, Owner, ask, check, fingerprint, same, \
    tool

PICTURES, AXE = sys.argv[3:5]
FOLDER = os.path.dirname(CONSOLE)
PAGE = 'https://router/'
CONF = f'{ROOT}/etc/thimble/thimble.conf'


def conf(text):
    """Replaces the configuration, which is read by others, too."""
    with open(CONF, 'w', encoding='latin-1') as f:
        f.write(text)


def has(what, said, *words):
    """All of these are on the page."""
    for word in words:
        check(f'{what}: {word}', word in said, said)


def names(b):
    """Seen and mended in a browser."""
    conf('# mine\nnames = router x!\ndays = 200\n')
    before = fingerprint()
    b.open(PAGE)
    said = b.text()
    has('names', said, 'There is a mistake in thimble.conf; the certificate '
        'is valid until ', 'There is something wrong with thimble.conf',
        '/etc/thimble/thimble.conf: line 2: names: x!: up to 32 host names',
        'Set the names of this device once more: that mends it.')
    b.picture(f'{PICTURES}/{b.width}-damaged.png')
    same('axe', b.axe(AXE), [])
    wide = b.js('document.documentElement.scrollWidth')
    check('width', wide <= b.width, wide)
    b.click('form[action="/?renew"] button')
    has('renew', b.text(), 'nothing was changed', 'line 2: names: x!')
    same('renew', fingerprint(), before)
    b.js('document.querySelector("a[href=\\"#names\\"]").click()')
    has('names', b.js('document.querySelector("#m").value'), 'router')
    b.fill('#m', 'router b.router')
    b.click('form[action="/?set-names"] button', 'It stays.')
    said = b.text()
    check('mended', 'something wrong' not in said and
          'Everything is in order' in said, said)
    with open(CONF, encoding='ascii') as f:
        same('mended', f.read(), '# mine\ndays = 200\nnames = router\n'
             'names = b.router\n')


def official(owner):
    """The form for official certificates mends its own lines."""
    conf('names = router\nacme = a b!\n')
    said = owner.page()
    has('acme', said, 'Everything is in order', 'line 2: acme: b!: up to',
        'Fill in the form for an official certificate once more',
        '<details id="official" open>')
    owner.does('acme', 'action=set&acme=mail.example.org&acme-agree=yes')
    said = owner.page()
    check('acme', 'something wrong' not in said, said)


def others(owner, password):
    """No form mends these: said in words, and the rest goes on."""
    for text, says in (('days = 900\n', 'line 1: days: must be a number'),
                       ('dir = x\n', 'line 1: dir: must be a path'),
                       ('a' * 2000, 'line 1: longer than 1000 bytes'),
                       ('x = 1\n' * 9000, 'line 1: x: unknown key')):
        conf(text)
        has(says, owner.page(), says, 'something wrong with thimble.conf')
        # Who is not signed in gets in.
        Owner(password)
        # Of a folder that nobody knows no file goes out.
        known = text.startswith(('days', 'aa'))
        same('ca', ask('/?ca.pem').status, 200 if known else 404)
        said = owner.does('renew')
        check(says, 'nothing was changed' in said and says in said, said)
    os.remove(CONF)
    os.mkdir(CONF)
    has('folder', owner.page(), 'thimble.conf: not a regular file')
    said = owner.does('set-names', 'names=router')
    has('folder', said, 'nothing was changed')
    os.rmdir(CONF)
    conf('names = router\n')
    said = owner.page()
    check('none', 'something wrong' not in said, said)
    os.rename(CA, CA + '.kept')
    os.mkdir(CA)
    has('ca', owner.page(), 'something wrong with ca.pem', 'on the console')
    has('ca', owner.does('renew'), 'nothing was changed')
    os.rmdir(CA)
    os.rename(CA + '.kept', CA)
    # inetd has read it, and goes on.
    services = f'{ROOT}/etc/inetd.conf'
    os.rename(services, services + '.kept')
    os.mkdir(services)
    has('services', owner.page(), 'something wrong with /etc/inetd.conf')
    os.rmdir(services)
    os.rename(services + '.kept', services)


def passwords(owner):
    """A damaged password: said at the door; the next start has another."""
    file = f'{ROOT}/etc/thimble/web.password'
    with open(file, 'wb') as f:
        f.write(os.urandom(40))
    said = ask('/?sign-in', b'password=x')
    same('door', said.status, 403)
    has('door', said.text, 'web.password: damaged; the console shows a new')
    has('door', owner.page(), 'something wrong with web.password',
        'its console shows a new password')
    said = subprocess.run(['chroot', ROOT, '/etc/init.d/S45web', 'start'],
                          check=True, capture_output=True, text=True).stdout
    Owner(re.search(r'password of the web page: (\S+)', said)[1])
    said = owner.page()
    check('password', 'something wrong' not in said, said)


def main():
    """In an order that leaves the device usable."""
    with open(CONSOLE, encoding='ascii') as f:
        password = re.search(r'password of the web page: (\S+)', f.read())[1]
    os.makedirs(PICTURES, exist_ok=True)
    for width in (360, 1280):
        b = Browser(f'{FOLDER}/home-{width}', 'MAP * 127.0.0.1')
        try:
            b.wide(width)
            b.width = width
            b.trust('device', CA)
            same('open', b.open(PAGE), '')
            b.fill('#p', password)
            b.click('form button')
            names(b)
        finally:
            b.close()
    owner = Owner(password)
    official(owner)
    others(owner, password)
    passwords(owner)
    tool('/usr/sbin/thimble-cert', 'check')


main()
