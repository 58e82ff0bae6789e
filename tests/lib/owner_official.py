# SPDX-License-Identifier: MIT
"""An owner gets an official certificate on the page, in Chromium: for
boot/official.sh. The pictures are for people: out/BOARD/pictures."""

import os
import re
import shutil
import sys
import time

from appliance_ca import NAME, Authority, issued
from browser import Browser
from visitor import CA, CONSOLE, ROOT, check, same, tool

PICTURES = sys.argv[3]
FOLDER = os.path.dirname(CONSOLE)
PAGE, OFFICIAL = 'https://router/', f'https://{NAME}/'
FORM = '#official form[action="/?acme"]'


class Visit:
    """A browser of this width; who uses it, and whether with a script."""

    def __init__(self, width, script, password, ca):
        self.width, self.password = width, password
        os.makedirs(f'{FOLDER}/{width}')
        self.b = Browser(f'{FOLDER}/{width}/home', 'MAP * 127.0.0.1')
        self.b.wide(width)
        self.b.trust('device', CA)
        self.b.trust('official', ca.root())
        self.b.script(script)

    def picture(self, name):
        """Takes one, and sees that nothing is wider than the screen."""
        wide = self.b.js('document.documentElement.scrollWidth')
        check(f'{name}: width', wide <= self.width, wide)
        self.b.picture(f'{PICTURES}/{self.width}-acme-{name}.png')

    def sign_in(self, page):
        """At this address."""
        same(page, self.b.open(page), '')
        self.b.fill('#p', self.password)
        self.b.click('form button', 'Sign out')

    def get(self, names, **more):
        """Fills in the form and goes."""
        b = self.b
        b.js('document.querySelectorAll("details").forEach(d => d.open = '
             'true)')
        b.fill('#a1', names)
        for field, value in more.items():
            b.fill(f'#{field}', value)
        b.js('document.querySelector("[name=acme-agree]").checked = true')

    def go(self, selector=f'{FORM} .first', text=''):
        """Presses the button, and waits until it is done."""
        self.b.click(selector)
        self.b.until("document.readyState === 'complete' && "
                     "document.body.innerText.includes('Sign out') && "
                     "!document.body.innerText.includes('Working')", 60)
        check(selector, text in self.b.text(), self.b.text())


def button(action):
    """The selector of an action's button, the first if there are two."""
    return f'form:has([name=action][value={action}]) button'


def wait():
    """Until the CA's certificate serves."""
    end = time.monotonic() + 60
    while not issued():
        check('issued', time.monotonic() < end)
        time.sleep(0.1)


def wrong(v, directory):
    """What does not work is said in words, and the form stays filled in."""
    v.get('nowhere.example', a2='owner@example.org', a3=directory)
    v.picture('form')
    v.go(text='There is no official certificate yet')
    text = v.b.text()
    check('nowhere', 'nowhere.example does not lead anywhere: it has no '
          'address in DNS' in text, text)
    check('next', re.search(r'Last try\s+\d+ \w+ \d+, \d\d:\d\d UTC: failed',
                            text) and 'waits after a failure' in text, text)
    same('names', v.b.js('document.querySelector("#a1").value'),
         'nowhere.example')
    same('email', v.b.js('document.querySelector("#a2").value'),
         'owner@example.org')
    v.picture('failed')
    v.get('a b!')
    v.go(text='There is no official certificate yet')
    check('names', 'up to 32 host names' in v.b.text(), v.b.text())


def right(v, challenge):
    """Watched, and then in use at its own address."""
    b = v.b
    v.get(NAME)
    b.click(f'{FORM} .first')
    check('busy', 'Working' in b.text(), b.text())
    b.until("document.body.innerText.includes('asking the directory for "
            "tests')", 10)
    port = 80 if challenge == 'http-01' else 443
    check('lead', f"{NAME} leads to 127.0.0.1; port {port} there is this "
          "device's" in b.text(), b.text())
    check('address', f'open this page at {OFFICIAL}' in b.text(), b.text())
    v.picture('busy')
    # Loaded again by hand, too.
    same('again', b.open(PAGE), '')
    check('again', 'Working' in b.text(), b.text())
    wait()
    v.sign_in(OFFICIAL)
    text = b.text()
    check('official', 'Everything is in order until' in text and
          'official, from' in text and 'There is nothing to install' in text,
          text)
    check('official', re.search(r': issued\s+Next', text), text)
    v.picture('official')


def back(v):
    """The record; the own pair, and the official one again."""
    b = v.b
    v.go(button('persist'), 'Set this record')
    check('record', f'_validation-persist.{NAME}. IN TXT "letsencrypt.org; '
          'accounturi=https://' in b.text(), b.text())
    v.picture('record')
    v.go(button('check'), 'An authority would issue a certificate')
    tool('/usr/sbin/thimble-cert', 'own')
    # The own one is for the device's own names.
    same('own', b.open(PAGE), '')
    check('own', 'a person has put another certificate in its place' in
          b.text() and '--force' not in b.text(), b.text())
    v.picture('own')
    b.click(button('get'))
    wait()
    same('again', b.open(OFFICIAL), '')
    tool('/usr/sbin/thimble-cert', 'own')


def main():
    """On a phone by http-01, without a script; on a computer by
    tls-alpn-01."""
    with open(CONSOLE, encoding='ascii') as f:
        password = re.search(r'password of the web page: (\S+)', f.read())[1]
    os.makedirs(PICTURES, exist_ok=True)
    with Authority() as ca:
        directory = f'https://ca.letsencrypt.org:{ca.port}/dir'
        for width, script, challenge in ((360, False, 'http-01'),
                                         (1280, True, 'tls-alpn-01')):
            shutil.rmtree(f'{ROOT}/etc/thimble/acme', True)
            tool('/usr/sbin/thimble-cert', 'acme', 'set', 'acme=',
                 f'acme-staging={ca.url()}', 'acme-agree=', 'acme-email=',
                 f'acme-challenge={challenge}', 'acme-directory=')
            v = Visit(width, script, password, ca)
            try:
                v.sign_in(PAGE)
                check('none', 'It is free.' in v.b.text(), v.b.text())
                wrong(v, directory)
                right(v, challenge)
                back(v)
            finally:
                v.b.close()


main()
