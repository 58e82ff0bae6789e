# SPDX-License-Identifier: MIT
"""The owner's page, asked over TLS by hand, as no client would.

For a test that was started as: TEST ROOT CONSOLE.
"""

import re
import socket
import ssl
import subprocess
import sys

ROOT, CONSOLE = sys.argv[1:3]
CA = f'{ROOT}/etc/thimble/ca.pem'
HOST = 'router'
HEADERS = {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
}
FORM = 'application/x-www-form-urlencoded'


class Answer:
    """Status, headers and body of a response."""

    def __init__(self, raw):
        head, _, self.body = raw.partition(b'\r\n\r\n')
        lines = head.decode('ascii').split('\r\n')
        self.status = int(lines[0].split()[1])
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(':')
            self.headers[name.lower()] = value.strip()
        self.text = self.body.decode('utf-8', 'replace')


def connect(port=443, source='127.0.0.1'):
    """A connection, over TLS but on port 80."""
    plain = socket.create_connection(('127.0.0.1', port), 30, (source, 0))
    if port != 443:
        return plain
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(plain, server_hostname=HOST)


def send(raw, connection):
    """What comes back for these bytes."""
    with connection:
        connection.sendall(raw)
        said = b''
        try:
            while True:
                more = connection.recv(65536)
                if not more:
                    break
                said += more
        except (ssl.SSLError, OSError):
            pass
    return Answer(said)


def ask(path='/', body=None, port=443, method=None, source='127.0.0.1',
        by=None, **headers):
    """A request as a browser sends it; headers of None are left out."""
    lines = {'Host': HOST}
    if body is not None:
        lines.update({'Origin': f'https://{HOST}', 'Content-Type': FORM,
                      'Content-Length': str(len(body)),
                      'Sec-Fetch-Site': 'same-origin'})
    lines.update({k.replace('_', '-'): v for k, v in headers.items()})
    head = f'{method or ("GET" if body is None else "POST")} {path} HTTP/1.1'
    raw = '\r\n'.join([head] + [f'{k}: {v}' for k, v in lines.items()
                                if v is not None]) + '\r\n\r\n'
    return send(raw.encode() + (body or b''), by or connect(port, source))


def check(what, good, shown=''):
    """Ends the test unless it is so."""
    if not good:
        shown = str(shown)
        print(f'{what}: {shown[shown.find("<main>") + 1:][:4000]}')
        sys.exit(1)


def same(what, got, want):
    """Ends the test unless both are equal."""
    check(what, got == want, f'{got!r}, not {want!r}')


def tool(*argv):
    """The output of a command in the appliance."""
    return subprocess.run(['chroot', ROOT, *argv], check=True,
                          capture_output=True, text=True).stdout


def fingerprint():
    """Of the certificate in use."""
    return re.search(r'sha256 +(\S+)', tool(
        '/usr/sbin/thimble-cert', 'show', '/etc/thimble/server.pem'))[1]


class Owner:
    """Somebody who is signed in."""

    def __init__(self, password):
        said = ask('/?sign-in', f'password={password}'.encode())
        same('sign-in', said.status, 303)
        cookie = said.headers['set-cookie']
        for part in ('Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict'):
            check('cookie', part in cookie.split('; '), cookie)
        self.cookie = cookie.split(';')[0]
        self.token = ''
        self.page()

    def page(self):
        """The page, whose token is used from now on."""
        said = ask(Cookie=self.cookie)
        same('page', said.status, 200)
        check('24 KB at most', len(said.body) <= 24576, len(said.body))
        found = re.search(r'name="token" value="([0-9a-f]{32})"', said.text)
        check('token', found, said.text)
        self.token = found[1]
        return said.text

    def post(self, verb, body='', **headers):
        """Posts a form with the token."""
        return ask(f'/?{verb}', f'token={self.token}&{body}'.encode(),
                   **{'Cookie': self.cookie, **headers})

    def does(self, verb, body='', **headers):
        """Posts it, and loads the page."""
        said = self.post(verb, body, **headers)
        same(verb, (said.status, said.headers.get('location')), (303, '/'))
        return self.page()

    def upload(self, verb, *parts):
        """Posts parts (name, file, bytes) as a browser does."""
        body = b''
        for name, file, data in (('token', None, self.token.encode()),
                                 *parts):
            named = f'; filename="{file}"' if file is not None else ''
            body += (f'--xyz\r\nContent-Disposition: form-data; '
                     f'name="{name}"{named}\r\n\r\n').encode()
            body += data + b'\r\n'
        said = ask(f'/?{verb}', body + b'--xyz--\r\n', Cookie=self.cookie,
                   Content_Type='multipart/form-data; boundary=xyz')
        same(verb, said.status, 303)
        return self.page()
