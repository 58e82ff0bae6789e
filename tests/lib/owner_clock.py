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
OFFER = '<details id="clock">'
DAY = 86400


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


def is_right():
    """Its clock is this machine's, and no time server has said so."""
    with open(AHEAD, 'w', encoding='ascii') as f:
        f.write('0\n')
    tool('/usr/sbin/thimble-cert', 'renew', '--force')


def synced(yes):
    """Whether a time server has answered."""
    if yes:
        with open(f'{AHEAD}.synced', 'w', encoding='ascii'):
            pass
    else:
        os.remove(f'{AHEAD}.synced')


def public():
    """The public key of the certificate in use."""
    return subprocess.run(
        ['openssl', 'x509', '-noout', '-pubkey', '-in',
         f'{ROOT}/etc/thimble/server.pem'], check=True,
        capture_output=True).stdout


def typed(seconds):
    """A time as a form without a script has it."""
    return time.strftime('%Y-%m-%dT%H:%M', time.gmtime(seconds))


def later(days):
    """The same, of a time to come."""
    return typed(time.time() + days * DAY)


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
    check('set', -90 <= ahead() <= 0, ahead())
    check('set', fingerprint() != before and public() == key)
    shown = tool('/usr/sbin/thimble-cert', 'show')
    check('set', 'provisional' not in shown, shown)
    with open(f'{ROOT}/run/log/messages', encoding='utf-8') as f:
        check('log', f': CLOCK time={now}:00Z from=127.0.0.1' in f.read())
    stamped('set')
    # A clock that is confirmed stays: nobody can put it forward, or back.
    synced(True)
    check('synced', OFFER not in owner.page())
    for other in (time.time() + DAY * 365, time.time()):
        before = ahead()
        said = owner.does('set-clock', f'time={typed(other)}')
        check('once', 'nothing to do' in said, said)
        same('once', ahead(), before)
    synced(False)


def stamped(what):
    """The next boot starts from this time: that of the machine, here."""
    stamp = f'{ROOT}/var/lib/clock'
    check(what, time.time() - os.stat(stamp).st_mtime < 60)
    os.utime(stamp, (0, 0))


def behind_by_hand(password):
    """The same with a clock that is behind, but not before the build."""
    is_right()
    key = public()
    check('door', 'set-clock' not in ask().text)
    owner = Owner(password)
    said = owner.page()
    check('offer', OFFER in said and 'Everything is in order until' in said,
          said)
    said = owner.does('set-clock', f'time={later(0.9)}')
    check('near', 'nothing to do' in said, said)
    said = owner.does('set-clock', f'time={later(9999)}')
    check('far', 'more than 20 years' in said, said)
    same('refused', ahead(), 0)
    # While a change is on trial, a jump would make old connections young.
    said = owner.does('renew', 'trial=5')
    check('trial', 'Trial: ' in said and OFFER not in said, said)
    there = later(183)
    said = owner.does('set-clock', f'time={there}')
    check('trial', 'Not now' in said and 'a change is on trial' in said, said)
    same('trial', ahead(), 0)
    owner.does('revert')
    # Half a year: two thirds of the certificate's time are not over yet.
    before = fingerprint()
    said = owner.does('set-clock', f'time={there}')
    check('half', 'The clock is set' in said and
          'Everything is in order until' in said and OFFER in said, said)
    check('half', abs(ahead() - 183 * DAY) < 90, ahead())
    same('half', fingerprint(), before)
    stamped('half')
    said = owner.does('set-clock', f'time={later(182.1)}')
    check('near', 'nothing to do' in said, said)
    said = owner.does('set-clock', f'time={later(180)}')
    check('back', 'only be put forward' in said and
          'nothing was changed' in said, said)
    check('back', abs(ahead() - 183 * DAY) < 90, ahead())
    said = owner.does('set-clock', f'time={later(300)}')
    check('due', 'The clock is set' in said and
          'Everything is in order until' in said, said)
    check('due', fingerprint() != before and public() == key)
    stamped('due')


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


def shifted(b, days):
    """The phone's clock is not this machine's."""
    return b.call('Page.addScriptToEvaluateOnNewDocument', source='''
        {const real = Date;
        Date = class extends real {constructor(...a) {
            if (a.length) super(...a);
            else super(real.now() + ''' + str(days * DAY * 1000) + ''')}}}
        ''')['identifier']


def behind(password, width):
    """From a phone: only one that is ahead is told, and asked."""
    is_right()
    b = Browser(f'{FOLDER}/behind-{width}', 'MAP * 127.0.0.1')
    opened = "document.querySelector('#clock').open"
    try:
        b.wide(width)
        b.trust('device', CA)
        # The next certificate is of a day to come.
        b.call('Security.setIgnoreCertificateErrors', ignore=True)
        same('open', b.open(PAGE), '')
        b.fill('#p', password)
        b.click('form button')
        for days in (0, 0.9, -300):
            script = shifted(b, days)
            b.open(PAGE)
            same(f'{days} days', b.js(opened), False)
            check(f'{days} days', 'behind' not in b.text() and
                  'Set the clock' in b.text(), b.text())
            same(f'{days} days', b.axe(AXE), [])
            b.call('Page.removeScriptToEvaluateOnNewDocument',
                   identifier=script)
        script = shifted(b, 300)
        b.open(PAGE)
        same('ahead', b.js(opened), True)
        check('ahead', '300 days behind this phone or computer' in b.text()
              and 'no time server has confirmed' in b.text() and
              'clock from this phone or computer: ' in b.text(), b.text())
        check('ahead', b.js("document.querySelector('#clock + section #c') "
                            '!== null'), b.text())
        b.picture(f'{PICTURES}/{width}-clock-behind.png')
        same('axe', b.axe(AXE), [])
        before = fingerprint()
        same('asked', ahead(), 0)
        b.click(BUTTON)
        check('set', 'The clock is set' in b.text() and
              'Everything is in order' in b.text(), b.text())
        check('set', abs(ahead() - 300 * DAY) < 60, ahead())
        check('set', fingerprint() != before)
        same('set', b.js(opened), False)
        synced(True)
        b.open(PAGE)
        same('synced', b.js("document.querySelector('#clock')"), None)
        check('synced', 'Set the clock' not in b.text(), b.text())
        synced(False)
        b.call('Page.removeScriptToEvaluateOnNewDocument', identifier=script)
        is_right()
        b.script(False)
        b.open(PAGE)
        same('no script', b.js(opened), False)
        b.js("document.querySelector('#clock').open = true")
        b.picture(f'{PICTURES}/{width}-clock-behind-typed.png')
        b.fill('#z', later(300))
        b.click(BUTTON)
        check('typed', 'The clock is set' in b.text(), b.text())
        check('typed', abs(ahead() - 300 * DAY) < 90, ahead())
    finally:
        b.close()


def main():
    """By hand, and at two widths."""
    with open(CONSOLE, encoding='ascii') as f:
        password = re.search(r'password of the web page: (\S+)', f.read())[1]
    os.makedirs(PICTURES, exist_ok=True)
    by_hand(password)
    behind_by_hand(password)
    behind(password, 360)
    for width in (360, 1280):
        browsed(password, width)


main()
