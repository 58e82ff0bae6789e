# SPDX-License-Identifier: MIT
"""What others try on the page, and many at once: for boot/attacks.sh."""

import contextlib
import json
import os
import re
import socket
import ssl
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from visitor import (CONSOLE, FORM, HOST, ROOT, Owner, ask, check, connect,
                     fingerprint, same)

FOLDER = os.path.dirname(CONSOLE)
MARKUP = '"\'><svg/onload=alert(1)>'
SHELL = ('$(touch /tmp/x)', '`touch /tmp/x`', ';touch /tmp/x', '|touch /tmp/x',
         '&& touch /tmp/x', '\n touch /tmp/x', '-o/tmp/x', '--out=/tmp/x',
         '../../../tmp/x', '%00', "';touch /tmp/x;'", '*', '~', '>/tmp/x')


def quoted(text):
    """As it stands in a form."""
    return ''.join(c if c.isalnum() else ''.join(
        f'%{b:02x}' for b in c.encode()) for c in text)


def hook(verb, form):
    """One answer of the hook, as root: an object."""
    said = subprocess.run(
        ['chroot', ROOT, '/usr/lib/thimble/webui-hook', verb],
        input=form, stdout=subprocess.PIPE, text=True, check=False)
    answer = json.loads(said.stdout)
    same(verb, answer['status'], said.returncode)
    return answer


def at_once(owner):
    """20 at once: one at a time, none lost, each answer whole."""
    verbs = [('renew', ''), ('new-key', ''), ('request', ''), ('own', ''),
             ('set-names', 'names=router one.router'), ('status', ''),
             ('export-ca', ''), ('set-names', 'names=router two.router')]
    before = fingerprint()
    with ThreadPoolExecutor(20) as pool:
        said = list(pool.map(lambda i: hook(*verbs[i % len(verbs)]),
                             range(20)))
    for answer in said:
        check('at once', answer['result'] in ('done', 'nothing'), answer)
    check('at once', fingerprint() != before)
    said = subprocess.run(['chroot', ROOT, '/usr/sbin/thimble-cert', 'check'],
                          capture_output=True, text=True, check=False)
    check('check', said.returncode == 0, said.stdout + said.stderr)
    before = fingerprint()
    with ThreadPoolExecutor(20) as pool:
        seen = [s.status for s in pool.map(
            lambda i: owner.post(('renew', 'new-key', 'revert')[i % 3]),
            range(20))]
    same('posts', set(seen), {303})
    for _ in range(200):
        said = owner.page()
        if 'Working' not in said:
            break
        time.sleep(0.2)
    check('posts', 'Everything is in order' in said, said)
    same('names', 'one.router' in said or 'two.router' in said, True)


def bodies(owner):
    """Multipart that lies, and lengths that do."""
    before = fingerprint()
    head = '--xyz\r\nContent-Disposition: form-data; name="'
    token = f'{head}token"\r\n\r\n{owner.token}\r\n'
    whole = f'{token}{head}pem"\r\n\r\nx\r\n--xyz--\r\n'
    for name, kind, body in (
            ('no boundary', 'multipart/form-data', whole),
            ('empty boundary', 'multipart/form-data; boundary=', whole),
            ('long boundary', 'multipart/form-data; boundary=' + 99 * 'x',
             whole),
            ('another boundary', 'multipart/form-data; boundary=abc', whole),
            ('no end', 'multipart/form-data; boundary=xyz', whole[:-10]),
            ('no header', 'multipart/form-data; boundary=xyz', '--xyz\r\n'),
            ('no name', 'multipart/form-data; boundary=xyz',
             '--xyz\r\n\r\nx\r\n--xyz--\r\n'),
            ('nothing', 'multipart/form-data; boundary=xyz', ''),
            ('many parts', 'multipart/form-data; boundary=xyz',
             token + 2000 * f'{head}file"\r\n\r\nx\r\n' + '--xyz--\r\n'),
            ('long name', 'multipart/form-data; boundary=xyz',
             f'{token}{head}{9000 * "n"}"\r\n\r\nx\r\n--xyz--\r\n'),
            ('odd name', 'multipart/form-data; boundary=xyz',
             f'{token}{head}pe\0m"; filename="a\0\r\nb"\r\n\r\nx\r\n'
             '--xyz--\r\n'),
            ('nested', 'multipart/form-data; boundary=xyz',
             f'{token}{head}x"\r\nContent-Type: multipart/mixed; boundary=a'
             '\r\n\r\n--a\r\n\r\nx\r\n--a--\r\n--xyz--\r\n')):
        said = ask('/?install', body.encode(), Cookie=owner.cookie,
                   Content_Type=kind)
        same(name, said.status, 303)
        said = owner.page()
        check(name, 'This failed; nothing was changed' in said, said)
    raw = f'token={owner.token}&trial=0'.encode()
    said = owner.post('renew', Content_Length=str(len(raw) - 20))
    same('short length', said.status, 303)
    check('short length', 'the form is not of this session' in owner.page())
    # More than is sent: the connection ends, and with it the request.
    same('certificate', fingerprint(), before)
    with connect() as c:
        c.sendall((f'POST /?renew HTTP/1.1\r\nHost: {HOST}\r\nOrigin: '
                   f'https://{HOST}\r\nContent-Type: {FORM}\r\nCookie: '
                   f'{owner.cookie}\r\nContent-Length: 200\r\n\r\n').encode()
                  + raw)
        began = time.monotonic()
        said = c.recv(65536)
        took = time.monotonic() - began
    check('long length', 5 < took < 20, took)
    check('long length', b' 303 ' not in said, said)
    same('certificate', fingerprint(), before)


def trickle(owner, result):
    """A body whose bytes come one by one: for a minute at most."""
    began = time.monotonic()
    with contextlib.suppress(OSError), connect(source='127.0.4.1') as c:
        c.sendall((f'POST /?renew HTTP/1.1\r\nHost: {HOST}\r\nOrigin: '
                   f'https://{HOST}\r\nContent-Type: {FORM}\r\nCookie: '
                   f'{owner.cookie}\r\nContent-Length: 200\r\n\r\n').encode())
        c.settimeout(2)
        while time.monotonic() < began + 120:
            c.sendall(b'x')
            try:
                if c.recv(65536):
                    break
            except (TimeoutError, socket.timeout, ssl.SSLError):
                pass
    result.append(time.monotonic() - began)


def paths():
    """Nothing but the page has an address."""
    for path in ('/../etc/passwd', '/../../etc/thimble/server.pem', '//',
                 '//etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/./', '/..',
                 '/cgi-bin/../../etc/passwd', '/cgi-bin/', '/index.html',
                 '/etc/thimble/server.pem', '/?/../../etc/passwd',
                 '/?file=/etc/passwd', '/?ca.crt/../../etc/passwd',
                 '/?ca.crt%00', '/x?ca.crt', '/;id', '/$(id)', '*', 'x',
                 '/' + 3000 * 'a', '/?' + 3000 * 'a', f'/{quoted(MARKUP)}',
                 f'/?{quoted(MARKUP)}', '/?' + MARKUP.replace(' ', ''),
                 f'https://{HOST}/', 'http://attacker.example/',
                 '/?x%0d%0aSet-Cookie:%20a=b', '/%0d%0aSet-Cookie:%20a=b',
                 '/?x%0d%0a%0d%0a<script>'):
        for port in (443, 80):
            said = ask(path, port=port)
            # What is another way to write / is the door, or leads to it.
            plain = os.path.normpath(path).strip('/.') == ''
            check(f'{path} {port}', 400 <= said.status < 500 or plain,
                  said.status)
            check(path, 'root:' not in said.text and '<svg' not in said.text
                  and '<script>' not in said.text and
                  'PRIVATE' not in said.text, said.text)
            check(path, 'set-cookie' not in said.headers, said.headers)
    for name in ('router\r\nX-Injected: yes', 'router%0d%0aX-Injected: yes',
                 'router/\r\n\r\n<script>', 'router@attacker.example',
                 'attacker.example#router', 'router?', 'router\\'):
        for port in (443, 80):
            said = ask(port=port, Host=name)
            check(name, 'x-injected' not in said.headers and
                  '<script>' not in said.text, said.headers)
            if said.status == 302:
                same(name, said.headers['location'], 'https://router/')


def shells(owner):
    """Each field of each verb; cmd/hook has more of them."""
    before, n = fingerprint(), 0
    for verb, fields in (
            ('renew', ('force', 'trial')), ('new-key', ('force', 'trial')),
            ('own', ('trial',)), ('set-names', ('names', 'trial')),
            ('request', ('names', 'key-type', 'new-key', 'also')),
            ('set-clock', ('time',)),
            ('install', ('pem', 'key', 'passphrase', 'force', 'trial')),
            ('password', ('old', 'password', 'again'))):
        for field in fields:
            # From one address, the password would have to be waited for.
            for _ in range(1 if verb == 'password' else 3):
                n += 1
                value = SHELL[n % len(SHELL)]
                said = owner.does(verb, f'{field}={quoted(value)}')
                check(f'{verb} {field}', 'class="verdict bad"' in said, said)
    said = owner.upload('install', ('file', f'a{SHELL[0]}{MARKUP}', b'x'),
                        ('file', '../../tmp/x', b'x'))
    check('file name', '<svg' not in said, said)
    check('shell', not os.path.exists(f'{ROOT}/tmp/x'))
    same('shell', fingerprint(), before)


def markup(owner):
    """Whatever others may choose, and the page shows."""
    with open(f'{FOLDER}/cnf', 'w', encoding='ascii') as f:
        f.write('[req]\ndistinguished_name=d\nx509_extensions=x\nprompt=no\n'
                f'[d]\nO={MARKUP}\nCN={MARKUP}\n[x]\nbasicConstraints='
                'critical,CA:FALSE\nsubjectAltName=@a\n[a]\nDNS.1=router\n'
                f'DNS.2={MARKUP}\nURI.1=javascript:{MARKUP}\n')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes',
                    '-keyout', 'k', '-out', 'c', '-config', 'cnf', '-days',
                    '30'], cwd=FOLDER, check=True, capture_output=True)
    with open(f'{FOLDER}/k', 'rb') as a, open(f'{FOLDER}/c', 'rb') as b:
        pair = a.read() + b.read()
    said = owner.upload('install', ('trial', None, b'5'),
                        ('file', MARKUP, pair))
    check('certificate', 'Trial' in said and '&lt;svg' in said and
          '<svg' not in said, said)
    with open(f'{ROOT}/run/log/messages', 'a', encoding='ascii') as f:
        f.write(f'Nov 29 07:12:28 {MARKUP} thimble[1]: EXIT service='
                f'<svg/onload=1> from=<svg/onload=2> secs=0 in=0 out=0 '
                'why=plain-text-not-tls\n')
    said = owner.page()
    check('log', '&lt;svg/onload=2' in said and '<svg' not in said, said)
    said = owner.does('revert')
    check('revert', 'Trial' not in said, said)
    said = ask(f'/?{MARKUP}', Cookie=owner.cookie)
    check('query', '<svg' not in said.text, said.text)
    socket.sethostname('<svg>')
    for said in (owner.page(), ask().text, ask('/?trust', port=80).text):
        check('host name', '<svg' not in said, said)
    socket.sethostname('router')


def imap(source):
    """A connection to the mail server that has greeted."""
    context = ssl._create_unverified_context()  # pylint: disable=W0212
    plain = socket.create_connection(('127.0.0.1', 993), 30, (source, 0))
    c = context.wrap_socket(plain, server_hostname=HOST)
    said = c.recv(4096)
    check('greeting', said.startswith(b'* '), said)
    return c


def renewed(owner):
    """50 connections are open: none ends, and new ones get the new pair."""
    with ThreadPoolExecutor(10) as pool:
        old = list(pool.map(lambda n: imap(f'127.0.3.{1 + n % 10}'),
                            range(50)))
    was = {c.getpeercert(True) for c in old}
    same('one certificate', len(was), 1)
    said = owner.does('new-key', 'trial=0')
    check('renewed', 'Done' in said, said)
    for c in old:
        c.sendall(b'a NOOP\r\n')
        said = c.recv(4096)
        check('still there', b'a OK' in said, said)
    with imap('127.0.3.99') as c:
        check('new', c.getpeercert(True) not in was)
    for c in old:
        c.close()


def last_pid():
    """The number of the last process in this namespace."""
    with open('/proc/loadavg', encoding='ascii') as f:
        return int(f.read().split()[-1])


def counts(owner):
    """What a page costs; who holds connections to it holds up no mail."""
    log = f'{ROOT}/run/log/messages'
    owner.page()
    with open(log, encoding='utf-8', errors='replace') as f:
        before = f.read().count('START service=https')
    first = last_pid()
    owner.page()
    used = last_pid() - first
    with open(log, encoding='utf-8', errors='replace') as f:
        same('connections', f.read().count('START service=https') - before, 1)
    check('processes', used <= 6, used)
    held = []
    for n in range(120):
        with contextlib.suppress(OSError):
            held.append(connect(source=f'127.0.5.{1 + n % 3}'))
    check('held', len(held) > 20, len(held))
    began = time.monotonic()
    with imap('127.0.0.1'), imap('127.0.5.1'):
        check('mail', time.monotonic() - began < 10)
    same('page', ask().status, 200)
    for c in held:
        c.close()


def rights():
    """The page's user reads no key, and the test would notice if it did."""
    for user, want in (('www', 1), ('root', 0)):
        for name in ('server.pem', 'ca.key', 'web.password'):
            said = subprocess.run(
                ['chroot', ROOT, '/usr/bin/setuidgid', user, '/bin/cat',
                 f'/etc/thimble/{name}'], check=False, capture_output=True)
            same(f'{user} {name}', said.returncode, want)
    said = subprocess.run(
        ['chroot', ROOT, '/usr/bin/setuidgid', 'www', '/bin/cat',
         '/run/thimble/web'], check=False, capture_output=True)
    same('sessions', said.returncode, 1)


def main():
    """All of it."""
    with open(CONSOLE, encoding='ascii') as f:
        password = re.search(r'password of the web page: (\S+)', f.read())[1]
    os.makedirs(f'{ROOT}/tmp', exist_ok=True)
    owner, took = Owner(password), []
    slow = threading.Thread(target=trickle, args=(owner, took))
    slow.start()
    for case in (rights, paths):
        case()
    for case in (bodies, shells, markup, at_once, renewed, counts):
        case(owner)
    slow.join()
    check('trickle', 55 < took[0] < 75, took)


main()
