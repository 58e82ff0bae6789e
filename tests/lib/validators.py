# SPDX-License-Identifier: MIT
"""Programs that validate certificates: five libraries and a browser, each
asked in its own words. A validator gets a Case and answers whether it trusts
it.

Those of ONLINE make a connection to the real wrapper and validate what it
sends; the others read files.
"""

import dataclasses
import hashlib
import os
import subprocess

from browser import Browser
from procs import keep
from wire import Server, adopt, scratch, tool

# A client that connects in Python's own way: exits 0 when it trusts.
PYTHON = '''
import socket, ssl, sys
ca, port, name = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
if sys.version_info >= (3, 13) or hasattr(ssl, 'VERIFY_X509_STRICT'):
    context.verify_flags |= ssl.VERIFY_X509_STRICT
context.verify_flags |= getattr(ssl, 'VERIFY_X509_PARTIAL_CHAIN', 0)
with socket.create_connection(('127.0.0.1', int(port)), 10) as s:
    with context.wrap_socket(s, server_hostname=name) as t:
        print(t.getpeercert()['subjectAltName'])
'''

# Node's X509 class looks at the file, its TLS at what the server sends.
NODE = '''
const fs = require('fs'), net = require('net'), tls = require('tls');
const { X509Certificate } = require('crypto');
const [ca, chain, port, name] = process.argv.slice(1);
const pem = fs.readFileSync(chain, 'ascii');
const leaf = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERT')));
const root = new X509Certificate(fs.readFileSync(ca));
const fail = (why) => { console.log(why); process.exit(1); };
if ((net.isIP(name) ? leaf.checkIP(name) : leaf.checkHost(name)) === undefined)
  fail('X509Certificate: not for ' + name);
if (leaf.ca) fail('X509Certificate: a CA');
if (ca !== chain && pem.split('BEGIN CERTIFICATE').length === 2 &&
    (!leaf.checkIssued(root) || !leaf.verify(root.publicKey)))
  fail('X509Certificate: not issued by the CA');
const s = tls.connect({ host: '127.0.0.1', port: +port,
  ca: fs.readFileSync(ca), servername: net.isIP(name) ? '' : name,
  allowPartialTrustChain: true,
  checkServerIdentity: (h, c) => tls.checkServerIdentity(name, c) },
  () => { console.log('authorized', s.authorized);
    process.exit(s.authorized ? 0 : 1); });
s.on('error', (e) => fail(e.message));
'''

PAGE = 'thimble was here'

# The browser, if it runs, and the authorities that it trusts, by their names.
_browser, _trusted = [], {}

# An HTTP server for one request, behind the wrapper.
HTTP = f'''#!/bin/sh
while read -r line && [ "${{#line}}" -gt 1 ]; do :; done
printf 'HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\n'
printf 'Connection: close\\r\\n\\r\\n<p>{PAGE}</p>\\n'
'''


@dataclasses.dataclass
class Case:
    """What is to be validated: trust is the file a person installed (the CA, or
    the certificate itself when it is self-signed), pem the server's file,
    name a host name or an address, port the wrapper's, when a date."""

    trust: str
    pem: str
    name: str
    port: int = 0
    self_signed: bool = False
    when: str = ''

    def is_ip(self):
        """Whether name is an address."""
        return ':' in self.name or \
            self.name.replace('.', '').isdigit()

    def blocks(self):
        """The certificates of the server's file, as texts."""
        with open(self.pem, encoding='ascii') as f:
            parts = f.read().split('-----BEGIN CERTIFICATE-----')[1:]
        return ['-----BEGIN CERTIFICATE-----' + x for x in parts]

    def file(self, name, blocks):
        """A file of some of them."""
        path = os.path.join(scratch('case'), name)
        with open(path, 'w', encoding='ascii') as f:
            f.write(''.join(blocks))
        return path


def ask(case, *argv, env=None):
    """Runs a validator: its exit status and what it said."""
    argv = (tool(argv[0]), *argv[1:])
    if case.when:
        argv = (tool('faketime'), case.when, *argv)
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=60, env=env)
    return done.returncode, done.stdout.decode(errors='replace')


def openssl(case):
    """OpenSSL, strictly, for a server, with the name."""
    first, *rest = case.blocks()
    rest = ('-untrusted', case.file('rest.pem', rest)) if rest else ()
    status, said = ask(
        case, 'openssl', 'verify', '-x509_strict', '-purpose', 'sslserver',
        '-auth_level', '2', '-no-CApath', '-no-CAstore', '-CAfile',
        case.trust, *(['-partial_chain'] if case.self_signed else ()),
        *rest, '-verify_ip' if case.is_ip() else '-verify_hostname',
        case.name, case.file('leaf.pem', [first]))
    return status == 0, said


def certtool(case):
    """GnuTLS on files. It refuses every self-signed one that is no CA."""
    status, said = ask(
        case, 'certtool', '--verify', '--verify-profile', 'medium',
        '--verify-purpose', '1.3.6.1.5.5.7.3.1', '--load-ca-certificate',
        case.trust, '--infile', case.file('chain.pem', case.blocks()),
        *(() if case.is_ip() else ('--verify-hostname', case.name)))
    return status == 0, said


def gnutls(case):
    """GnuTLS on a connection."""
    status, said = ask(
        case, 'gnutls-cli', '--x509cafile', case.trust, '--verify-hostname',
        case.name, '--sni-hostname', 'x' if case.is_ip() else case.name,
        '-p', str(case.port), '127.0.0.1')
    return status == 0, said


def nss_db(case, path):
    """A new database that trusts the CA, or the certificate, for servers."""
    os.makedirs(path)
    for argv in (('-N', '--empty-password'),
                 ('-A', '-n', 'trust', '-t',
                  'P,,' if case.self_signed else 'C,,', '-i',
                  case.file('trust.pem', [Case('', case.trust, '').blocks()
                                          [0]]))):
        done = subprocess.run([tool('certutil'), '-d', 'sql:' + path, *argv],
                              stdin=subprocess.DEVNULL, check=False,
                              capture_output=True)
        if done.returncode != 0:
            raise AssertionError(f'certutil: {done.stderr}')


def nss(case):
    """NSS, of Firefox and Thunderbird, on files. It looks at no name."""
    db = os.path.join(scratch('nss'), 'db')
    nss_db(case, db)
    nick = 'trust'
    for i, block in enumerate(case.blocks()):
        if case.self_signed:
            break
        nick = 'leaf' if i == 0 else f'ca{i}'
        ask(case, 'certutil', '-A', '-d', 'sql:' + db, '-n', nick, '-t', ',,',
            '-i', case.file('one.pem', [block]))
    nick = 'trust' if case.self_signed else 'leaf'
    status, said = ask(case, 'certutil', '-V', '-d', 'sql:' + db, '-n', nick,
                       '-u', 'V', '-e')
    return status == 0, said


def vfychain(case):
    """NSS by its newer way (libpkix), on files; it looks at no name."""
    db = os.path.join(scratch('vfychain'), 'db')
    nss_db(case, db)
    status, said = ask(case, 'vfychain', '-d', 'sql:' + db, '-pp', '-u', '1',
                       '-a', *(case.file(f'chain{i}.pem', [block])
                               for i, block in enumerate(case.blocks())))
    return status == 0, said


def python(case):
    """Python's ssl, as every script uses it."""
    status, said = ask(case, 'python3', '-c', PYTHON, case.trust,
                       str(case.port), case.name)
    return status == 0, said


def node(case):
    """Node: X509Certificate and a connection."""
    status, said = ask(case, 'node', '-e', NODE, case.trust, case.pem,
                       str(case.port), case.name)
    return status == 0, said


def authority(case):
    """What Chromium has to trust for a case, under a name of its own."""
    block, = Case('', case.trust, '').blocks()[:1]
    name = hashlib.sha256(block.encode()).hexdigest()
    return (name, case.file('trust.pem', [block]),
            'P,,' if case.self_signed else 'C,,')


def web(pem):
    """The wrapper before the page. A browser may open a connection in advance
    and then say nothing on it, which ends soon."""
    return Server(HTTP, pem, ('--idle', '4', '--handshake', '10'),
                  service='https')


def browser(cases):
    """The browser, which the cases of a file share, once it trusts what they
    want. A start takes most of a second of CPU time."""
    wanted = {x[0]: x for x in map(authority, cases) if x[0] not in _trusted}
    if not _browser:
        # It takes in its own orphans.
        _browser.append(Browser(scratch('browser'), 'MAP * 127.0.0.1',
                                wanted.values(), adopt))
    else:
        for one in wanted.values():
            _browser[0].trust(*one)
    _trusted.update(wanted)
    keep(_browser[0].process.pid)
    return _browser[0]


def chromium(case, page=PAGE):
    """A browser: whether a page with these words was shown."""
    host = f'[{case.name}]' if ':' in case.name else case.name
    b = browser([case])
    said = b.open(f'https://{host}:{case.port}/') or b.text()
    return page in said, said


OFFLINE = (openssl, certtool, nss, vfychain)
ONLINE = (gnutls, python, node, chromium)
EVERYBODY = OFFLINE + ONLINE
