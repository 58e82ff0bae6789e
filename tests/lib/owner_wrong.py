# SPDX-License-Identifier: MIT
"""What goes wrong on the page, in Chromium: for boot/wrong.sh."""

import os
import re
import subprocess
import sys
import time

from browser import Browser
from visitor import CA, CONSOLE, ROOT, check, fingerprint, same

PICTURES, WIDTH, AXE = sys.argv[3], int(sys.argv[4]), sys.argv[5]
FOLDER = os.path.dirname(CONSOLE)
PAGE = 'https://router/'
MARK = f'{ROOT}/etc/thimble/.trial/until'
INSTALL = 'form[action="/?install"] button'
UNDONE = 'The change on trial was not confirmed in time'


def openssl(*words):
    """Runs it in FOLDER."""
    subprocess.run(['openssl', *words], cwd=FOLDER, check=True,
                   capture_output=True)


def write(name, data):
    """A file in FOLDER."""
    with open(f'{FOLDER}/{name}', 'wb') as f:
        f.write(data)


def read(name):
    """What it has."""
    with open(f'{FOLDER}/{name}', 'rb') as f:
        return f.read()


def leaf(name, host, *dates):
    """A key, a request and a certificate for HOST."""
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
            '-nodes', '-keyout', f'{name}.key', '-out', f'{name}.csr',
            '-subj', f'/CN={host}')
    write('ext', f'subjectAltName=DNS:{host}\n'.encode())
    command = ['x509', '-req', '-in', f'{name}.csr', '-CA', 'their.pem',
               '-CAkey', 'their.key', '-extfile', 'ext', '-set_serial',
               str(1 + sum(name.encode())), '-out', f'{name}.pem',
               '-days', '30']
    subprocess.run([*dates, 'openssl', *command], cwd=FOLDER, check=True,
                   capture_output=True)
    write(f'{name}.all', read(f'{name}.key') + read(f'{name}.pem'))


def make():
    """An authority, and what people upload."""
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout',
            'their.key', '-out', 'their.pem', '-subj', '/O=Example/CN=Their',
            '-days', '90')
    leaf('good', 'router')
    leaf('other', 'other.example')
    leaf('old', 'router', 'faketime', '2020-01-01')
    openssl('pkcs12', '-export', '-in', 'good.all', '-out', 'old.pfx',
            '-passout', 'pass:secret', '-legacy')
    openssl('pkcs12', '-export', '-in', 'good.all', '-out', 'new.pfx',
            '-passout', 'pass:secret')
    openssl('crl2pkcs7', '-nocrl', '-out', 'none.p7b')
    openssl('pkcs8', '-topk8', '-in', 'good.key', '-passout', 'pass:secret',
            '-out', 'sealed.key')
    write('sealed.pem', read('sealed.key') + read('good.pem'))
    write('photo.jpg', b'\xff\xd8\xff\xe0\0\x10JFIF\0' + os.urandom(9000))
    write('empty.pem', b'')
    write('page.html', b'<!DOCTYPE html><html><body><b>Not found</b></body>')
    write('mixed.pem', read('other.key') + read('good.pem'))
    write('cut.pem', read('good.pem')[:400])
    write('zeros.bin', 1000000 * b'\0')
    write('zeros.pem', 100000 * b'\0')


def state(b, name):
    """A picture, and what axe-core says to it."""
    wide = b.js('document.documentElement.scrollWidth')
    check(f'{name}: width', wide <= WIDTH, wide)
    b.picture(f'{PICTURES}/{WIDTH}-{name}.png')
    # In the dark the colours differ, and nothing else.
    for dark, rules in ((True, ('color-contrast', 'link-in-text-block')),
                        (False, ())):
        b.dark(dark)
        found = b.axe(AXE, *rules)
        check(f'{name}: axe', found == [], '\n'.join(found))


def wrong_files(b):
    """Each gets a sentence that says what is wrong and what to do."""
    before = fingerprint()
    for name, says in (
            ('old.pfx', 'old.pfx: a PKCS#12 file with an old or rare cipher. '
             'This device cannot open it: ask your authority for the '),
            ('new.pfx', 'new.pfx: a PKCS#12 file with a passphrase. Type it '),
            ('none.p7b', 'a PKCS#7 bundle that cannot be read. Ask your '),
            ('sealed.pem', 'the private key has a passphrase. Type it into '),
            ('photo.jpg', 'photo.jpg: neither PEM nor DER. This is not a '),
            ('empty.pem', 'empty.pem: empty. Download it again.'),
            ('page.html', 'page.html: neither PEM nor DER. This is not a '),
            ('good.csr', 'only a request; the CA issues a certificate from it.'
             ' Choose the file that the authority sent back.'),
            ('good.key', "none in the files. Choose the certificate's file"),
            ('good.pem', 'neither in the files nor on this machine. Choose '),
            ('mixed.pem', 'does not match the certificate. Choose the key '),
            ('zeros.pem', 'read zeros.pem: File too large. This is not a '),
            ('zeros.bin', 'At most 256 KB fit.'),
            ('old.all', 'expired on 2020-01-31T'),
            ('their.pem', 'the server certificate is missing. Choose '),
            ('cut.pem', 'its END line is missing or does not match. Copy ')):
        pictured = name in ('old.pfx', 'zeros.bin')
        # What is said is the same at any width.
        if WIDTH > 360 and not pictured:
            continue
        b.open(PAGE)
        b.choose('#f', f'{FOLDER}/{name}')
        b.click(INSTALL)
        said = b.text()
        check(name, says in said and 'type: ' not in said, said)
        if pictured:
            state(b, f'wrong-{name[:5]}')
    b.open(PAGE)
    b.choose('#f', f'{FOLDER}/sealed.pem')
    b.fill('#w', 'wrong')
    b.click(INSTALL)
    check('passphrase', 'the passphrase is wrong' in b.text(), b.text())
    same('wrong files', fingerprint(), before)
    for name in ('sealed.pem', 'new.pfx'):
        b.choose('#f', f'{FOLDER}/{name}')
        b.fill('#w', 'secret')
        b.click(INSTALL, 'It stays.')
        check(name, fingerprint() != before)
        if name == 'new.pfx':
            state(b, 'official')
        b.click('form[action="/?own"] button', 'It stays.')


def end_trial():
    """As if its minutes were over."""
    boot, start, _ = os.readlink(MARK).split(' ')
    os.symlink(f'{boot} {start} {int(time.monotonic())}', MARK + '.test')
    os.rename(MARK + '.test', MARK)


def gone(before):
    """Waits until what was there before is back."""
    end = time.monotonic() + 20
    while fingerprint() != before or os.path.lexists(MARK):
        check('undone', time.monotonic() < end, 'not in 20 s')
        time.sleep(0.1)


def install(b, name):
    """Presses the button, and leaves what comes to the browser."""
    b.open(PAGE)
    b.choose('#f', f'{FOLDER}/{name}')
    b.js(f'document.querySelector({INSTALL!r}).click()')
    end = time.monotonic() + 20
    while not os.path.lexists(MARK):
        check(name, time.monotonic() < end, b.text())
        time.sleep(0.05)


def another_name(b):
    """A certificate for another name: under its own the device shows its own,
    so that people get here, and have to decide. The page does not."""
    before = fingerprint()
    install(b, 'other.all')
    for _ in range(50):
        same('own', b.open(PAGE), '')
        if 'Keep it' in b.text():
            break
        time.sleep(0.1)
    check('own', 'This certificate is not for router, the name in your address '
          'bar: under it, the device goes on showing its own' in b.text(),
          b.text())
    state(b, 'trial-own')
    same('other', b.open('https://other.example/'), '')
    check('other', 'Sign in' in b.text(), b.text())
    # A name that neither of them has.
    same('neither', b.open('https://x.router/'),
         'net::ERR_CERT_COMMON_NAME_INVALID')
    time.sleep(4)
    check('own', os.path.lexists(MARK))
    end_trial()
    gone(before)
    same('back', b.open(PAGE), '')
    check('back', UNDONE in b.text() and 'Everything is in order' in b.text(),
          b.text())
    state(b, 'undone')


def insisting(b):
    """Who passes the warning is asked; the page does not confirm by itself."""
    before = fingerprint()
    b.call('Security.setIgnoreCertificateErrors', ignore=True)
    install(b, 'other.all')
    for _ in range(50):
        b.open(PAGE)
        if 'Keep it' in b.text():
            break
        time.sleep(0.1)
    check('asks', 'This certificate is not for router' in b.text(), b.text())
    check('asks', UNDONE not in b.text(), b.text())
    state(b, 'trial-name')
    time.sleep(4)
    check('asks', os.path.lexists(MARK))
    end_trial()
    gone(before)


def left_alone(b):
    """The page is open, without a script; then with one that comes late."""
    before = fingerprint()
    b.script(False)
    b.open(PAGE)
    check('said', UNDONE in b.text(), b.text())
    b.fill('#m', 'router other.router')
    b.click('form[action="/?set-names"] button')
    b.until("document.body.innerText.includes('confirm within')")
    check('forgotten', UNDONE not in b.text(), b.text())
    for _ in range(20):
        if 'Keep it' in b.text():
            break
        b.open(PAGE)
    # axe-core needs one, too; the page's own is not run any more.
    b.script(True)
    state(b, 'trial')
    end_trial()
    gone(before)
    # A click that comes too late.
    b.click('form[action="/?confirm"] button')
    check('late', UNDONE in b.text() and 'nothing to do' not in b.text() and
          'other.router' not in b.text(), b.text())


def states(b, password):
    """What else there is: before signing in, with all open, on port 80."""
    state(b, 'door')
    b.fill('#p', 'wrong')
    b.click('form button')
    state(b, 'wrong-password')
    b.fill('#p', password)
    b.click('form button')
    check('signed in', 'Everything is in order' in b.text(), b.text())
    state(b, 'signed-in')
    b.js('document.querySelectorAll("details").forEach(d => d.open = true)')
    state(b, 'all-open')


def main():
    """At one width."""
    with open(CONSOLE, encoding='ascii') as f:
        password = re.search(r'password of the web page: (\S+)', f.read())[1]
    os.makedirs(PICTURES, exist_ok=True)
    make()
    b = Browser(f'{FOLDER}/home', 'MAP * 127.0.0.1',
                (('device', CA), ('their', f'{FOLDER}/their.pem')))
    try:
        b.wide(WIDTH)
        same('port 80', b.open('http://router/?trust'), '')
        state(b, 'plain')
        same('open', b.open(PAGE), '')
        states(b, password)
        b.open(PAGE + '?nonsense')
        state(b, 'no-page')
        b.open(PAGE)
        wrong_files(b)
        another_name(b)
        left_alone(b)
        insisting(b)
    finally:
        b.close()


main()
