# SPDX-License-Identifier: MIT
"""thimble-cert show host:port against real servers: the wrapper, OpenSSL's and
GnuTLS' servers, one that speaks no TLS, one that says nothing; names by
/etc/hosts and by a name server.
"""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import time

from certs import Folder, own_mounts
from pki import chain, expired
from ports import free_port
from procs import below, listening
from wire import (BUSYBOX, Server, command, equal, eventually, main, scratch,
                  soon, test, tool)
from x509 import load

FOLDER = Folder('names = router localhost 127.0.0.1 ::1')
FOLDER.run('ensure', want=0)
PEM = FOLDER.path('server.pem')


@contextlib.contextmanager
def started(port, *argv):
    """A server of another program; what it forked ends with it."""
    before = {p.pid for p in below(os.getpid())}
    with open(os.path.join(scratch('started'), 'out'), 'wb') as out, \
            subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=out,
                             stderr=out) as p:
        try:
            eventually(lambda: listening(port), 10, argv[0])
            yield p
        finally:
            p.kill()
            p.wait()
            for left in below(os.getpid()):
                if left.pid not in before:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(left.pid, signal.SIGKILL)
                    with contextlib.suppress(ChildProcessError):
                        os.waitpid(left.pid, 0)


def openssl(port, pem, *more):
    """OpenSSL's server with the first certificate and key of a PEM file."""
    return started(port, tool('openssl'), 's_server', '-accept', str(port),
                   '-cert', pem, '-key', pem, '-quiet', *more)


def shown(where, status=0):
    """What show --json says: a list of certificates; or the sentence."""
    got, said = FOLDER.run('show', '--json', where)
    equal(got, status, said)
    if status != 0:
        equal(said.count('\n'), 1, said)
        return said
    files = json.loads(said)['files']
    equal([f['path'] for f in files], [where])
    return files[0]['certificates']


def serials(path):
    """The serial numbers in a PEM file, as show writes them."""
    return [c.serial.to_bytes(c.serial_len, 'big').hex(':').upper()
            for c in load(path)]


@test('the wrapper, to people and to programs')
def wrapper():
    for host, at in (('127.0.0.1', '127.0.0.1'), ('::1', '[::1]')):
        with Server(pem=PEM, host=host) as server:
            where = f'{at}:{server.port}'
            c, = shown(where)
            equal(c['names'], ['router', 'localhost', '127.0.0.1', '::1'])
            equal([c['serial']], serials(PEM))
            said = FOLDER.run('show', where, want=0)
            equal(said.splitlines()[0], where)
            for words in ('  subject  CN=router', '395 days left'):
                equal(words in said, True, said)


@test('chains as they come: out of order, twice, with a root')
def chains():
    made = chain()
    root = serials(made.ca)
    port = free_port()
    both = serials(made.pem)
    with Server(pem=made.pem) as server:
        equal([c['serial'] for c in shown(f'127.0.0.1:{server.port}')], both)
    with openssl(port, made.pem, '-cert_chain', made.ca, '-no_tls1_3'):
        equal([c['serial'] for c in shown(f'127.0.0.1:{port}')],
              [both[0]] + root)


@test('OpenSSL, in records of 512 bytes')
def pieces():
    port = free_port()
    made = chain('RSA')
    with openssl(port, made.pem, '-cert_chain', made.pem, '-max_send_frag',
                 '512'):
        equal([c['serial'] for c in shown(f'127.0.0.1:{port}')],
              [serials(made.pem)[0]] + serials(made.pem))


@test('GnuTLS, and a certificate that has expired')
def gnutls():
    port = free_port()
    pem = expired().pem
    with started(port, tool('gnutls-serv'), '-q', '-p', str(port),
                 '--x509certfile', pem, '--x509keyfile', pem):
        c, = shown(f'127.0.0.1:{port}')
        equal(c['days_left'] < -300, True, c)
        equal(c['serial'], serials(pem)[0])


@test('a certificate that cannot be read hides no other')
def unread():
    base = scratch('odd')
    odd = os.path.join(base, 'odd.pem')
    # DSA, whose keys nobody here knows.
    command('openssl', 'genpkey', '-genparam', '-algorithm', 'DSA', '-pkeyopt',
            'dsa_paramgen_bits:2048', '-out', f'{base}/dsa', timeout=120)
    command('openssl', 'req', '-x509', '-newkey', f'dsa:{base}/dsa', '-nodes',
            '-keyout', f'{base}/key', '-out', odd, '-subj', '/CN=odd')
    port = free_port()
    with openssl(port, PEM, '-cert_chain', odd):
        first, second = shown(f'127.0.0.1:{port}')
        equal(first['names'][0], 'router')
        equal(list(second), ['error'])
        equal('certificate: ' in second['error'], True, second)
        said = FOLDER.run('show', f'127.0.0.1:{port}', want=0)
        equal('  not read certificate: ' in said, True, said)


@test('a server with several names gets the one that is asked for')
def names():
    port = free_port()
    made = chain()
    with openssl(port, PEM, '-servername', 'localhost', '-cert2', made.pem,
                 '-key2', made.pem):
        equal(shown(f'127.0.0.1:{port}')[0]['serial'], serials(PEM)[0])
        equal(shown(f'localhost:{port}')[0]['serial'], serials(made.pem)[0])


@test('TLS 1.3 only, none at all, and nobody there: a sentence')
def refusals():
    port = free_port()
    at = f'127.0.0.1:{port}'
    with openssl(port, PEM, '-tls1_3'):
        said = shown(at, 1)
        equal(f'{at}: the server refuses TLS 1.2 with alert protocol_version '
              '(70); TLS 1.3 encrypts the certificates' in said, True, said)
    for priority in ('-VERS-ALL:+VERS-TLS1.3', '-KX-ALL:+ANON-ECDH'):
        with started(port, tool('gnutls-serv'), '-q', '-p', str(port),
                     '--x509certfile', PEM, '--x509keyfile', PEM, '--priority',
                     'NORMAL:' + priority):
            said = shown(at, 1)
            equal(f'{at}: the server refuses TLS 1.2 with alert '
                  'handshake_failure (40); TLS 1.3 ' in said, True, said)
    with started(port, BUSYBOX, 'httpd', '-f', '-p', at):
        said = shown(at, 1)
        equal(f'{at}: no TLS on this port; the server says "HTTP/1.1 400 '
              'Bad Request"' in said, True, said)
    said = shown(at, 1)
    equal(f'{at}: connect 127.0.0.1: Connection refused' in said, True, said)


@test('a greeting in plain text, and one that says nothing: ten seconds', 60)
def silent():
    with socket.create_server(('127.0.0.1', 0)) as s:
        at = f'127.0.0.1:{s.getsockname()[1]}'
        with subprocess.Popen(['python3', '-c', '''
import socket, sys
c, _ = socket.socket(fileno=0).accept()
c.sendall(b'220 mail.example.org ESMTP \\x1b[31m\\r\\n')
c.recv(1000)
'''], stdin=s) as greets:
            said = shown(at, 1)
            equal('no TLS on this port; the server says "220 mail.example.org '
                  'ESMTP ?[31m"' in said, True, said)
            greets.wait()
        began = time.monotonic()
        said = shown(at, 1)
        took = time.monotonic() - began
        equal('no certificate within ten seconds' in said, True, said)
        equal(took > 9.5, True, f'{took} seconds')
        soon(began, 13, 'the end')


def answers(resolver):
    """Whether the name server answers: it is up some time after it started."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(0.5)
        s.connect((resolver, 53))
        # RFC 1035, 4.1: one question, the address of mail.example.
        s.send(b'\0\1\1\0\0\1\0\0\0\0\0\0\4mail\7example\0\0\1\0\1')
        try:
            return s.recv(512)[:2] == b'\0\1'
        except (ConnectionRefusedError, TimeoutError):
            return False


@test('names by /etc/hosts and a name server', 60)
def resolved():
    base = scratch('names')
    own_mounts()
    resolver = f'127.53.{random.randrange(256)}.{random.randrange(1, 255)}'
    for name, text in (('hosts', '# none\n::1 six.example # seven.example\n'
                        '127.0.0.1\tx four.example  Five.Example\n'),
                       ('resolv.conf', f'search example\noptions ndots:1\n'
                        f'nameserver 127.53.0.0\nnameserver {resolver}\n')):
        path = os.path.join(base, name)
        with open(path, 'w', encoding='ascii') as f:
            f.write(text)
        command('mount', '--bind', path, '/etc/' + name)
    dns = subprocess.Popen(
        [tool('dnsmasq'), '-k', '-h', '-R', '-u', 'root', '-C', '/dev/null',
         '-a', resolver, '-z', '--pid-file=', '--local=/example/',
         '--host-record=mail.example,127.0.0.1',
         '--host-record=v6.example,::1', '--cname=alias.example,mail.example'],
        stdin=subprocess.DEVNULL)
    try:
        eventually(lambda: answers(resolver), 10, 'dnsmasq answers')
        for host, names_ in (('::1', ('six.example', 'v6.example')),
                             ('127.0.0.1', ('four.example', 'five.example',
                                            'mail.example', 'ALIAS.example'))):
            with Server(pem=PEM, host=host) as server:
                for name in names_:
                    c, = shown(f'{name}:{server.port}')
                    equal([c['serial']], serials(PEM), name)
        for name in ('seven.example', 'nobody.example'):
            said = shown(f'{name}:993', 1)
            equal(f'{name}:993: host {name}: neither /etc/hosts nor' in said,
                  True, said)
    finally:
        dns.kill()
        dns.wait()
    began = time.monotonic()
    said = shown('mail.example:993', 1)
    equal('neither /etc/hosts nor' in said, True, said)
    soon(began, 13, 'the end')
    command('umount', '/etc/hosts')
    command('umount', '/etc/resolv.conf')


@test('what is no host:port is a file')
def files():
    for name in ('x:y', 'x:', ':993', 'x:99999', '1:2:3', '[::1]', '*.a.b:1',
                 'a/b:1'):
        said = shown(name, 1)
        equal('No such file' in said, True, said)
    base = scratch('files')
    path = os.path.join(base, 'router:993')
    with open(path, 'wb') as f, open(PEM, 'rb') as source:
        f.write(source.read())
    here = os.getcwd()
    os.chdir(base)
    try:
        c, = shown('router:993')
        equal([c['serial']], serials(PEM))
    finally:
        os.chdir(here)


main()
