# SPDX-License-Identifier: MIT
"""What an owner does on the page, and what others try: for boot/page.sh."""

import base64
import fcntl
import math
import os
import re
import socket
import ssl
import subprocess
import time

from visitor import (CA, CONSOLE, HEADERS, HOST, ROOT, Owner, ask, check,
                     connect, fingerprint, same)


def strangers():
    """Nobody is signed in: what there is, and what is refused."""
    said = ask()
    same('door', said.status, 200)
    for name, value in HEADERS.items():
        same(name, said.headers.get(name), value)
    check('HSTS', 'strict-transport-security' not in said.headers)
    policy = said.headers['content-security-policy']
    nonce = re.search(r"style-src 'nonce-([0-9a-f]{32})'", policy)[1]
    check('policy', "default-src 'none'" in policy and
          "frame-ancestors 'none'" in policy and
          f'<style nonce="{nonce}">' in said.text, policy)
    check('nonce', nonce not in ask().headers['content-security-policy'])
    check('door', 'name="password"' in said.text and
          'Trust this device' in said.text, said.text)
    for word in ('name="token"', 'Services', 'Refused',
                 '<code>993'):
        check('door', word not in said.text, word)
    for status, request in (
            (404, {'path': '/nope/'}),
            (404, {'path': '/cgi-bin/index.cgi'}), (404, {'path': '/?x'}),
            (404, {'path': '/cgi-bin/index.cgi?ca.crt'}),
            (404, {'path': '/?renew'}),
            (404, {'path': '/?status', 'body': b''}),
            (404, {'path': '/?export-ca', 'body': b''}),
            (421, {'Host': 'attacker.example'}), (421, {'Host': 'router:x'}),
            (421, {'Host': None}), (421, {'Host': 'router.attacker.example'}),
            (421, {'Host': "router'"}), (421, {'Host': '"><script>'}),
            (200, {'Host': 'ROUTER:443'}), (200, {'Host': '192.0.2.1'}),
            (200, {'Host': '[2001:db8::1]:443'}),
            (200, {'Host': 'router.lan'}),
            (200, {'Cookie': '__Host-thimble=' + 32 * '0'}),
            (200, {'Cookie': '__Host-thimble=x; ' + 4000 * 'y'})):
        said = ask(**request)
        same(f'{request}', said.status, status)
        check(f'{request}', 'name="token"' not in said.text and
              '<script>' not in said.text, said.text)
        same(f'{request}', said.headers.get('x-frame-options'), 'DENY')
    for method in ('HEAD', 'PUT', 'DELETE', 'TRACE', 'X;touch+x',
                   'OPTIONS'):
        said = ask(method=method)
        check(method, said.status in (405, 501), said.text)
    before = fingerprint()
    for verb in ('renew', 'new-key', 'own', 'revert', 'install', 'set-names',
                 'confirm', 'password', 'request', 'sign-out', 'acme'):
        said = ask(f'/?{verb}', b'names=x&password=aaaaaaaa&again=aaaaaaaa')
        same(verb, said.status, 303)
        said = ask(f'/?{verb}', b'token=' + 32 * b'0',
                   Cookie='__Host-thimble=' + 32 * '0')
        same(verb, said.status, 303)
    same('certificate', fingerprint(), before)


def der_of(text):
    """The certificate in a PEM file."""
    return base64.b64decode(re.search(r'CERTIFICATE-----\n([^-]*)\n-----END',
                                      text)[1])


def files():
    """The CA, in each form, over both ports."""
    with open(CA, encoding='ascii') as f:
        der = der_of(f.read())
    for port in (443, 80):
        said = ask('/?ca.crt', port=port)
        same('der', (said.body, said.headers['content-type']),
             (der, 'application/x-x509-ca-cert'))
        said = ask('/?ca.pem', port=port)
        check('pem', der == der_of(said.text), said.text)
        said = ask('/?ca.mobileconfig', port=port)
        same('profile', said.headers['content-type'],
             'application/x-apple-aspen-config')
        check('profile', base64.b64encode(der).decode() in said.text)


def plain():
    """Port 80: the way to the page, the CA, and nothing else."""
    said = ask(port=80)
    same('redirect', (said.status, said.headers['location']),
         (302, 'https://router/'))
    said = ask('/?trust', port=80)
    same('trust', said.status, 200)
    check('trust', 'ca.mobileconfig' in said.text, said.text)
    for header in HEADERS:
        check(header, header in said.headers)
    for status, request in (
            (404, {'path': '/?x'}),
            (405, {'path': '/?sign-in', 'body': b'x=1'}),
            (421, {'Host': 'attacker.example'}), (404, {'path': '/x/'}),
            (421, {'Host': 'router\t'}), (404, {'path': '/?style'})):
        said = ask(port=80, **request)
        same(f'port 80 {request}', said.status, status)
        check(f'{request}', 'password' not in said.text, said.text)


def forged(owner):
    """Other sites, which have the browser send the cookie."""
    before = fingerprint()
    for headers in (
            {'Origin': 'https://attacker.example'}, {'Origin': 'null'},
            {'Origin': 'http://router'}, {'Origin': 'https://router:8443'},
            {'Origin': None, 'Sec_Fetch_Site': None},
            {'Sec_Fetch_Site': 'cross-site'}, {'Sec_Fetch_Site': 'same-site'},
            {'Sec_Fetch_Site': 'none'},
            {'Host': 'attacker.example',
             'Origin': 'https://attacker.example'}):
        said = owner.post('renew', **headers)
        check(f'{headers}', said.status in (403, 421), said.status)
    real, owner.token = owner.token, 32 * '0'
    said = owner.post('renew')
    same('token', said.status, 303)
    owner.token = real
    check('token', 'the form is not of this session' in owner.page())
    same('certificate', fingerprint(), before)


def bodies(owner):
    """Bodies that are too long, too short or slow."""
    same('long', owner.post('renew', Content_Length='262145').status, 413)
    same('none', owner.post('renew', Content_Length=None).status, 303)
    for length in ('-1', 'x', '99999999999999999999'):
        check(length, owner.post('renew', Content_Length=length).status in
              (400, 413), length)
    said = owner.does('install', 'pem=' + 60000 * 'x')
    check('not PEM', 'neither PEM nor DER' in said, said)
    said = owner.does('renew', 'x', Content_Type='application/x-unknown')
    check('type', 'form: of an unknown type' in said, said)
    context = ssl._create_unverified_context()  # pylint: disable=W0212
    with socket.create_connection(('127.0.0.1', 443), 30) as s, \
            context.wrap_socket(s, server_hostname=HOST) as tls:
        tls.sendall((f'POST /?renew HTTP/1.1\r\nHost: {HOST}\r\n'
                     f'Origin: https://{HOST}\r\nContent-Length: 100\r\n'
                     f'Cookie: {owner.cookie}\r\n\r\nx').encode())
        privileges()


def privileges():
    """The page's process, which waits for a body, is not root."""
    for _ in range(100):
        for pid in filter(str.isdigit, os.listdir('/proc')):
            try:
                with open(f'/proc/{pid}/cmdline', 'rb') as f:
                    words = f.read().split(b'\0')
                with open(f'/proc/{pid}/status', encoding='ascii') as f:
                    status = f.read()
            except OSError:
                continue
            if words[:2] == [b'/usr/sbin/thimble-web', b'page']:
                for line in ('Uid:\t33\t33\t33\t33', 'Gid:\t33\t33\t33\t33',
                             'CapEff:\t0000000000000000',
                             'CapPrm:\t0000000000000000'):
                    check('page', f'\n{line}\n' in status, status)
                check('page', re.search(r'\nGroups:\t(33 )?\n', status),
                      status)
                return
        time.sleep(0.1)
    check('page', False, 'no process')


def daily(owner):
    """What an owner does."""
    before = fingerprint()
    said = owner.does('renew')
    check('renew', 'Done' in said and 'made /etc/thimble/server.pem' in said,
          said)
    check('renew', fingerprint() != before)
    check('page', fingerprint()[:11] in said and 'Mail, IMAP' in said and
          'Everything is in order until' in said, said)
    before = fingerprint()
    said = owner.does('set-names', 'names=router+mail.example&trial=5')
    check('trial', 'Trial: confirm within 5 minutes' in said and
          'Keep it' in said, said)
    said = owner.does('revert')
    check('revert', 'Trial' not in said, said)
    same('revert', fingerprint(), before)
    owner.does('set-names', 'names=router+mail.example&trial=5')
    said = owner.does('confirm')
    check('confirm', 'It stays.' in said and 'mail.example' in said, said)
    same('its name', ask(Host='mail.example').status, 200)
    said = owner.does('set-names', 'names=%3Cscript%3Ealert(1)%3C/script%3E')
    check('names', 'This failed' in said and
          '&lt;script&gt;alert(1)' in said and
          '<script>alert' not in said, said)


def older(owner):
    """A connection that was there before the certificate confirms nothing."""
    with connect() as old, connect() as other:
        time.sleep(0.05)
        said = owner.does('new-key', 'trial=5')
        check('new', 'This page reached you with the new' in said, said)
        said = ask(Cookie=owner.cookie, by=old).text
        check('old', 'Load it again' in said and 'Keep it' not in said, said)
        same('confirm', owner.post('confirm', by=other).status, 303)
    said = owner.page()
    check('confirm', 'this connection is older' in said and
          'Trial: confirm within' in said, said)
    said = owner.does('confirm')
    check('confirm', 'It stays.' in said and 'Trial' not in said, said)


def slow(owner):
    """Work that takes long: the page comes, and says so until it is done."""
    before = fingerprint()
    with open(f'{ROOT}/etc/thimble/.lock', 'rb') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = owner.does('renew')
        check('busy', 'Working' in said and
              '<meta http-equiv="refresh" content="3">' in said, said)
        check('reload', 'Working' in owner.page())
        same('busy', fingerprint(), before)
    for _ in range(100):
        said = owner.page()
        if 'Working' not in said:
            break
        time.sleep(0.1)
    check('done', 'The certificate was renewed' in said and
          'http-equiv' not in said, said)
    check('renewed', fingerprint() != before)
    check('once', 'The certificate was renewed' not in owner.page())


def official(owner, folder):
    """A request, a certificate from an authority, and back."""
    said = owner.post('request', 'names=router&key-type=p256')
    same('request', (said.status, said.headers['content-disposition']),
         (200, 'attachment; filename="request.csr"'))
    with open(f'{folder}/csr', 'wb') as f:
        f.write(said.body)
    with open(f'{folder}/ext', 'w', encoding='ascii') as f:
        f.write('subjectAltName=DNS:router\n')
    for command in (
            'req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem '
            '-subj /O=<b>Example&/CN=Authority -days 90',
            'x509 -req -in csr -CA ca.pem -CAkey ca.key -extfile ext '
            '-set_serial 7 -days 60 -out leaf.pem'):
        subprocess.run(['openssl', *command.split()], cwd=folder, check=True,
                       capture_output=True)
    with open(f'{folder}/leaf.pem', 'rb') as f:
        leaf = f.read()
    said = owner.upload('install', ('trial', None, b'5'),
                        ('pem', None, b''), ('passphrase', None, b''),
                        ('file', '<u>"x', b'nonsense'))
    check('nonsense', 'neither PEM nor DER' in said and '<u>' not in said,
          said)
    said = owner.upload('install', ('trial', None, b'5'),
                        ('file', 'leaf.pem', leaf))
    check('install', 'on trial' in said and 'Trial: confirm' in said, said)
    said = owner.does('confirm')
    check('install', '<b>&lt;b&gt;Example&amp;</b>' in said and
          '<b>Example' not in said, said)
    check('trust', 'ca.mobileconfig' not in said and
          'nothing to install' in said, said)
    said = owner.does('own', 'trial=0')
    check('own', 'ca.mobileconfig' in said, said)


def passwords(first):
    """Wrong ones are slow, by address; a new one signs others out."""
    owner, other = Owner(first), Owner(first)
    for body, why in (('old=x&password=12345678&again=12345678', 'is wrong'),
                      (f'old={first}&password=1&again=1', '8 to 128'),
                      (f'old={first}&password=12345678&again=2', 'the same')):
        said = owner.does('password', body)
        check(body, why in said, said)
    said = owner.does('password', f'old={first}&password=a+b+c+%22%3C%26'
                      '&again=a+b+c+%22%3C%26')
    check('password', 'Done' in said, said)
    check('others', 'name="token"' not in ask(Cookie=other.cookie).text)
    same('old', ask('/?sign-in', f'password={first}'.encode()).status, 403)
    Owner('a+b+c+%22%3C%26')
    said = owner.post('sign-out')
    same('sign-out', said.status, 303)
    check('sign-out', 'Max-Age=0' in said.headers['set-cookie'])
    check('sign-out', 'name="token"' not in ask(Cookie=owner.cookie).text)
    seen, began = [], time.monotonic()
    for n in range(40):
        seen.append(ask('/?sign-in', f'password={n}'.encode(),
                        source='127.0.0.7').status)
    same('guesses', (seen[:5], set(seen)), (4 * [403] + [429], {403, 429}))
    # Four, and then one after 2, 6, 14, 30 seconds.
    most = 4 + math.log2((time.monotonic() - began) / 2 + 1)
    check('guesses', seen.count(403) <= most, (seen, most))
    same('somebody else', ask('/?sign-in', b'password=x').status, 403)
    for _ in range(5):
        said = ask('/?sign-in', b'password=a+b+c+%22%3C%26',
                   source='127.0.0.7')
        if said.status == 429:
            break
        # The wait was over; right, so it starts anew.
        for n in range(4):
            ask('/?sign-in', f'password={n}'.encode(), source='127.0.0.7')
    check('guesses', said.status == 429 and 'passwords; wait ' in said.text,
          said.text)


def main():
    """All of it, in an order that leaves the device usable."""
    with open(CONSOLE, encoding='ascii') as f:
        first = re.search(r'password of the web page: (\S+)', f.read())[1]
    check('first', re.fullmatch(r'([a-z2-9]{4}-){3}[a-z2-9]{4}', first), first)
    with open(f'{ROOT}/etc/thimble/web.password', encoding='ascii') as f:
        check('file', f'first {first}\n' in f.read())
    same('mode', os.stat(f'{ROOT}/etc/thimble/web.password').st_mode & 0o777,
         0o600)
    strangers()
    files()
    plain()
    same('wrong', ask('/?sign-in', b'password=wrong').status, 403)
    owner = Owner(first)
    forged(owner)
    bodies(owner)
    daily(owner)
    older(owner)
    slow(owner)
    folder = os.path.dirname(CONSOLE)
    official(owner, folder)
    passwords(first)


main()
