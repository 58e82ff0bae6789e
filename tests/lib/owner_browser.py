# SPDX-License-Identifier: MIT
"""What an owner does on the page, in Chromium: for boot/browser.sh.

The pictures are for people: out/BOARD/pictures.
"""

import os
import re
import subprocess
import sys
import time

from browser import Browser
from visitor import CA, CONSOLE, ROOT, check, fingerprint, same

PICTURES, WIDTH = sys.argv[3], int(sys.argv[4])
FOLDER = os.path.dirname(CONSOLE)
PAGE = 'https://router/'


def picture(b, name):
    """Takes one, and sees that nothing is wider than the screen."""
    wide = b.js('document.documentElement.scrollWidth')
    check(f'{name}: width', wide <= WIDTH, wide)
    b.picture(f'{PICTURES}/{WIDTH}-{name}.png')


def button(verb):
    """The selector of a verb's button."""
    return f'form[action="/?{verb}"] button'


def sign(name, ca):
    """A certificate of the authority CA for the request in FOLDER/csr."""
    with open(f'{FOLDER}/ext', 'w', encoding='ascii') as f:
        f.write('subjectAltName=DNS:router\n')
    for command in (
            f'req -x509 -newkey rsa:2048 -nodes -keyout {ca}.key -out {ca}.pem '
            f'-subj /O=Example/CN={ca} -days 90',
            f'x509 -req -in csr -CA {ca}.pem -CAkey {ca}.key -extfile ext '
            f'-set_serial 7 -days 60 -out {name}.pem'):
        subprocess.run(['openssl', *command.split()], cwd=FOLDER, check=True,
                       capture_output=True)


def revert():
    """On the console."""
    subprocess.run(['chroot', ROOT, '/usr/sbin/thimble-cert', 'revert'],
                   check=True, capture_output=True)


def first_visit(b, password):
    """Not trusted, trusted, signed in."""
    same('first visit', b.open(PAGE), 'net::ERR_CERT_AUTHORITY_INVALID')
    b.trust('device', CA)
    same('trusted', b.open(PAGE), '')
    picture(b, 'door')
    b.fill('#p', 'wrong')
    b.click('form button')
    check('wrong', '\nThe password is wrong' in b.text(), b.text())
    picture(b, 'wrong')
    b.fill('#p', password)
    b.click('form button')
    check('signed in', 'Everything is in order until' in b.text(), b.text())
    picture(b, 'page')
    b.dark(True)
    picture(b, 'dark')
    b.dark(False)
    b.js('document.querySelectorAll("details").forEach(d => d.open = true)')
    picture(b, 'open')
    b.wide(320)
    same('320', b.js('document.documentElement.scrollWidth'), 320)
    b.wide(WIDTH)


def changes(b):
    """Renewed; names on trial, confirmed by the page or by a button."""
    before = fingerprint()
    b.click(button('renew'))
    check('renew', 'Done' in b.text(), b.text())
    check('renew', fingerprint() != before)
    picture(b, 'renewed')
    b.fill('#m', 'router mail.router')
    b.click(button('set-names'), 'It stays.')
    check('names', 'mail.router' in b.text(), b.text())
    # For this name there is another authority, which nobody trusts yet: no
    # connection confirms it, although the browser keeps older ones open.
    before = fingerprint()
    b.open(PAGE)
    b.fill('#m', 'router mail.example')
    b.js(f'document.querySelector({button("set-names")!r}).click()')
    time.sleep(6)
    check('untrusted', os.path.islink(f'{ROOT}/etc/thimble/.trial/until'))
    revert()
    same('untrusted', fingerprint(), before)
    b.script(False)
    b.open(PAGE)
    b.fill('#m', 'router other.router')
    b.click(button('set-names'))
    b.until("document.body.innerText.includes('confirm within')")
    # It may have come by a connection that was open before.
    for _ in range(10):
        if 'Keep it' in b.text():
            break
        check('older', 'Load it again' in b.text(), b.text())
        b.open(PAGE)
    picture(b, 'trial')
    b.click(button('confirm'))
    check('confirm', 'It stays.' in b.text(), b.text())
    b.fill('#m', '<b>')
    b.click(button('set-names'))
    check('wrong name', 'nothing was changed' in b.text(), b.text())
    picture(b, 'refused')
    b.script(True)


def official(b, password):
    """A request; what an authority makes of it; and the way back."""
    b.call('Page.setDownloadBehavior', behavior='allow', downloadPath=FOLDER)
    b.open(PAGE)
    b.js('document.querySelector("#k").value = "p256"')
    b.js(f'document.querySelector({button("request")!r}).click()')
    path = f'{FOLDER}/request.csr'
    for _ in range(200):
        if os.path.exists(path):
            break
        time.sleep(0.05)
    os.replace(path, f'{FOLDER}/csr')
    sign('leaf', 'Authority')
    before = fingerprint()
    # Nobody knows this authority: nothing comes back to confirm it.
    b.open(PAGE)
    b.choose('#f', f'{FOLDER}/leaf.pem')
    b.js(f'document.querySelector({button("install")!r}).click()')
    b.until("!document.querySelector('main') || "
            "document.body.innerText.includes('Load it again')")
    for _ in range(10):
        if b.open(PAGE) == 'net::ERR_CERT_AUTHORITY_INVALID':
            break
    else:
        check('unknown', False, b.text())
    check('unknown', fingerprint() != before)
    check('unknown', os.path.islink(f'{ROOT}/etc/thimble/.trial/until'))
    revert()
    same('back', fingerprint(), before)
    b.trust('Authority', f'{FOLDER}/Authority.pem')
    same('back', b.open(PAGE), '')
    # The cookie ended with the browser.
    b.fill('#p', password)
    b.click('form button')
    b.choose('#f', f'{FOLDER}/leaf.pem')
    b.click(button('install'), 'It stays.')
    check('official', 'There is nothing to install' in b.text(), b.text())
    picture(b, 'official')
    b.click(button('own'), 'It stays.')
    check('own', 'signed by its own authority' in b.text(), b.text())
    b.choose('#f', CONSOLE)
    b.click(button('install'))
    check('wrong file', 'neither PEM nor DER' in b.text(), b.text())
    b.click(button('sign-out'))
    check('sign-out', b.js('!!document.querySelector("#p")'), b.text())


def main():
    """All of it, at one width."""
    with open(CONSOLE, encoding='ascii') as f:
        password = re.search(r'password of the web page: (\S+)', f.read())[1]
    os.makedirs(PICTURES, exist_ok=True)
    b = Browser(f'{FOLDER}/home', 'MAP * 127.0.0.1')
    try:
        b.wide(WIDTH)
        first_visit(b, password)
        changes(b)
        official(b, password)
    finally:
        b.close()


main()
