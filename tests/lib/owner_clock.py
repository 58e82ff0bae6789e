# SPDX-License-Identifier: MIT
"""An owner whose device does not know the time: for boot/clockless.sh."""

import os
import re
import subprocess
import sys
import time

from browser import Browser
from visitor import (CA, CONSOLE, ROOT, Owner, ask, check, fingerprint, same,
                     tool)

PICTURES, AXE = sys.argv[3:5]
FOLDER = os.path.dirname(CONSOLE)
AHEAD = f'{ROOT}/run/clock'
PAGE = 'https://router/'
BUTTON = 'form[action="/?set-clock"] button'


def ahead():
    """By how many seconds the device's clock is wrong."""
    with open(AHEAD, encoding='ascii') as f:
        return int(f.read())


def in_1970():
    """The device has lost the time again."""
    with open(AHEAD, 'w', encoding='ascii') as f:
        f.write(f'{86400 - int(time.time())}\n')
    tool('/usr/bin/own_clock', '/run/clock', '/usr/sbin/thimble-cert', 'renew',
         '--force')


def public():
    """The public key of the certificate in use."""
    return subprocess.run(
        ['openssl', 'x509', '-noout', '-pubkey', '-in',
         f'{ROOT}/etc/thimble/server.pem'], check=True,
        capture_output=True).stdout


def typed(seconds):
    """A time as a form without a script has it."""
    return time.strftime('%Y-%m-%dT%H:%M', time.gmtime(seconds))


def by_hand(password):
    """Each time that is refused, who may not ask, and one that is taken."""
    wrong, before, key = ahead(), fingerprint(), public()
    check('door', 'set-clock' not in ask().text)
    owner = Owner(password)
    said = owner.page()
    check('page', 'Provisional: this device does not know the time' in said
          and 'action="/?set-clock"' in said and ' days<' not in said, said)
    now = typed(time.time())
    for body, why in (('', 'a date and a time in UTC'),
                      ('time=%24(touch+x)', 'a date and a time in UTC'),
                      ('time=now', 'a date and a time in UTC'),
                      ('time=0', 'before this device'),
                      ('time=2001-09-09T01:46', 'before this device'),
                      ('time=2099-01-01T00:00', 'more than 20 years'),
                      (f'time={now}&time=0', 'given twice')):
        said = owner.does('set-clock', body)
        check(body, 'nothing was changed' in said and why in said, said)
    real, owner.token = owner.token, 32 * '0'
    owner.post('set-clock', f'time={now}')
    owner.token = real
    check('token', 'the form is not of this session' in owner.page())
    ask('/?set-clock', f'time={now}'.encode())
    said = owner.post('set-clock', f'time={now}',
                      Origin='https://attacker.example')
    same('forged', said.status, 403)
    check('refused', abs(ahead() - wrong) < 2, ahead())
    same('refused', fingerprint(), before)
    said = owner.does('set-clock', f'time={now}')
    check('set', 'The clock is set' in said and
          'Everything is in order until' in said, said)
    check('set', -60 <= ahead() <= 0, ahead())
    check('set', fingerprint() != before and public() == key)
    shown = tool('/usr/sbin/thimble-cert', 'show')
    check('set', 'provisional' not in shown, shown)
    with open(f'{ROOT}/run/log/messages', encoding='utf-8') as f:
        check('log', f': CLOCK time={now}:00Z from=127.0.0.1' in f.read())
    # A clock that is set stays: nobody can put it forward, or back.
    for other in (time.time() + 86400 * 365, time.time()):
        before = ahead()
        said = owner.does('set-clock', f'time={typed(other)}')
        check('once', 'nothing to do' in said, said)
        same('once', ahead(), before)


def browsed(password, width):
    """From the phone; nothing happens before a button is pressed."""
    in_1970()
    b = Browser(f'{FOLDER}/home-{width}', 'MAP * 127.0.0.1')
    try:
        b.wide(width)
        b.trust('device', CA)
        same('open', b.open(PAGE), '')
        b.fill('#p', password)
        b.click('form button')
        check('offer', 'Provisional' in b.text(), b.text())
        b.until("document.body.innerText.includes('clock from this phone or "
                "computer: ')")
        check('offer', time.strftime('%Y') in b.text() and
              'UTC' not in b.text(), b.text())
        b.picture(f'{PICTURES}/{width}-clock.png')
        same('axe', b.axe(AXE), [])
        check('asked', ahead() < -86400, ahead())
        b.click(BUTTON)
        check('set', 'The clock is set' in b.text() and
              'Everything is in order' in b.text(), b.text())
        check('set', -60 <= ahead() <= 1, ahead())
        in_1970()
        b.script(False)
        b.open(PAGE)
        check('typed', 'in UTC' in b.text(), b.text())
        b.picture(f'{PICTURES}/{width}-clock-typed.png')
        b.fill('#z', typed(time.time()))
        b.click(BUTTON)
        check('typed', 'The clock is set' in b.text(), b.text())
        check('typed', -120 <= ahead() <= 1, ahead())
    finally:
        b.close()


def main():
    """By hand, and at two widths."""
    with open(CONSOLE, encoding='ascii') as f:
        password = re.search(r'password of the web page: (\S+)', f.read())[1]
    os.makedirs(PICTURES, exist_ok=True)
    by_hand(password)
    for width in (360, 1280):
        browsed(password, width)


main()
