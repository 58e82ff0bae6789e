# SPDX-License-Identifier: MIT
"""A folder of PEM files: the server name chooses, and leads nowhere else."""

import os
import re
import select
import ssl

import pki
from served import ECHO, PSS, ask, by_algorithm, join, leaf_of
from tls import SERVED, SERVED_OPTIONS, Client, connect, context, listen_to
from wire import THIMBLE, Server, command, equal, main, scratch, test


def names():
    """A folder with three names and their identities."""
    folder = scratch('names')
    ids = {x: pki.self_signed('P-256') for x in
           ('mail.example.org', '_.example.org', 'default')}
    for name, identity in ids.items():
        join(folder, name, identity)
    return folder, {x: leaf_of(i.pem) for x, i in ids.items()}


BY_NAME = (
    ('mail.example.org', 'mail.example.org'),
    ('MAIL.Example.ORG', 'mail.example.org'),
    ('mail.example.org.', 'mail.example.org'),
    ('www.example.org', '_.example.org'),
    ('WWW.example.org', '_.example.org'),
    # one label, as in certificates
    ('a.b.example.org', 'default'),
    ('example.org', 'default'),
    ('other.example', 'default'),
    ('localhost', 'default'),
    (None, 'default'),
    # no names
    ('../../etc/passwd', 'default'),
    ('../names/mail.example.org', 'default'),
    ('/etc/passwd', 'default'),
    ('.', 'default'), ('..', 'default'), ('...', 'default'),
    ('.mail.example.org', 'default'),
    ('mail..example.org', 'default'),
    ('mail.example.org..', 'default'),
    ('mail.example.org.pem', 'default'),
    ('_.example.org', 'default'),
    ('*.example.org', 'default'),
    ('mail.example.org/', 'default'),
    ('mail.example.org\n', 'default'),
    ('127.0.0.1', 'default'), ('::1', 'default'),
    ('a' * 63 + '.example.org', '_.example.org'),
    ('a' * 64 + '.example.org', 'default'),
    ('.'.join(['abcdefghi'] * 23) + '.example.org', 'default'),
    ('.'.join(['abcdefghi'] * 25), 'default'),
    ('a' * 255, 'default'),
)


@test('a folder: exact, wildcard, default; hostile names', 60)
def _():
    folder, keys = names()
    with Server(ECHO, folder) as s:
        for version in SERVED_OPTIONS:
            for name, want in BY_NAME:
                equal(ask(s.port, version, name=name), keys[want],
                      f'{version} {name!r}')
        equal([x for x in s.log() if not re.search(r' (START|EXIT) ', x)],
              [], 'other log lines')


def hello(name):
    """A ClientHello whose server name is these bytes."""
    settings = context()
    with_name = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = settings.wrap_bio(*with_name, server_hostname='x' * len(name))
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return with_name[1].read().replace(b'x' * len(name), name)


@test('bytes that no client library sends as a name')
def _():
    folder, keys = names()
    whole = hello(b'www.example.org')
    equal(b'www.example.org' in whole, True, 'the name is there')
    with Server(ECHO, folder) as s:
        for name in (b'www.example.or\0', b'\0ww.example.org',
                     b'www.example.\xff\xfe', b'\r\nGET / HTTP', b'%s%n%n%s'):
            with connect(s.port) as sock:
                sock.sendall(hello(name))
                select.select([sock], [], [], 30)
                reply = listen_to(sock, 0.3)
            kinds = [kind for kind, _ in reply.records()]
            equal(kinds[:1], [22], f'a ServerHello for {name!r}')
        equal([x for x in s.log() if not re.search(r' (START|EXIT) ', x)],
              [], 'other log lines')
        equal(ask(s.port, name='www.example.org'), keys['_.example.org'],
              'and a real one after it')


@test('a folder without a default: -p file is one, or an alert')
def _():
    folder, keys = names()
    os.remove(os.path.join(folder, 'default.pem'))
    other = pki.self_signed('RSA')
    with Server(ECHO, folder) as s:
        for version in SERVED:
            with Client(s.port, version=version, name='other.example',
                        handshake=False) as c:
                c.sock.sendall(c.hello())
                equal(listen_to(c.sock).clean().alerts(), [112], 'alert')
        n = len(SERVED)
        s.exit_line('alert-sent:unrecognized_name', n)
        for count, version in enumerate(SERVED, n + 1):
            alert = 40 if version == '1.2' else 109
            with Client(s.port, version=version, name=None,
                        handshake=False) as c:
                c.sock.sendall(c.hello())
                equal(listen_to(c.sock).clean().alerts(), [alert], 'no name')
            s.exit_line('alert-sent:.*', count)
        equal(len([x for x in s.log() if 'no default.pem' in x]), 2 * n,
              'lines')
        equal(ask(s.port, name='www.example.org'), keys['_.example.org'],
              'a name that is there')
        equal(ask(s.port, name='a_b.example.org'), keys['_.example.org'],
              'a name with an underscore')
        # A client that leaves, or says nothing, before it says a name.
        with connect(s.port) as sock:
            sock.sendall(b'\x16\x03\x01')
    done = command(THIMBLE, '--check', '-p', folder, check=False)
    equal(done.returncode, 1, f'--check without a default: {done.stdout}')
    for pems in ((folder, other.pem), (other.pem, folder)):
        equal(command(THIMBLE, '--check', '-p', pems[0], '-p',
                      pems[1]).returncode, 0, '--check')
        with Server(ECHO, pems[0], ('-p', pems[1])) as s:
            equal(ask(s.port, name='other.example'), leaf_of(other.pem),
                  'the file')
            equal(ask(s.port, name=None), leaf_of(other.pem), 'no name')
            equal(ask(s.port, name='mail.example.org'),
                  keys['mail.example.org'], 'the folder')


@test('a folder: EC and RSA for a name; both versions; a second ClientHello',
      60)
def _():
    folder, keys = names()
    ec, rsa = pki.chain('P-256'), pki.chain('RSA')
    join(folder, 'localhost', ec, rsa)
    with Server(ECHO, folder) as s:
        by_algorithm(s.port, ec, rsa)
        # No share for a group of ours: HelloRetryRequest.
        equal(ask(s.port, '-tls1_3', '-groups', 'X448:P-256'),
              leaf_of(ec.pem), 'HelloRetryRequest')
        equal(ask(s.port, '-tls1_3', '-groups', 'P-521:P-256', '-sigalgs',
                  PSS), leaf_of(rsa.pem), 'HelloRetryRequest')
        equal(ask(s.port, '-tls1_3', '-groups', 'X448:P-256',
                  name='other.example'), keys['default'], 'default')
    equal(command(THIMBLE, '--check', '-p', folder).returncode, 0, '--check')


@test('a folder: what is swapped, added or removed counts at once')
def _():
    folder, keys = names()
    one, two = pki.self_signed('P-256'), pki.self_signed('RSA')
    with Server(ECHO, folder) as s:
        equal(ask(s.port, name='new.example'), keys['default'], 'before')
        join(folder, 'new.example', one)
        equal(ask(s.port, name='new.example'), leaf_of(one.pem), 'added')
        join(folder, 'new.example', two)
        equal(ask(s.port, name='new.example'), leaf_of(two.pem), 'swapped')
        os.remove(os.path.join(folder, 'new.example.pem'))
        os.symlink('mail.example.org.pem',
                   os.path.join(folder, 'new.example.pem'))
        equal(ask(s.port, name='new.example'), keys['mail.example.org'],
              'a link')
        os.remove(os.path.join(folder, 'new.example.pem'))
        equal(ask(s.port, name='new.example'), keys['default'], 'removed')


@test('a folder: files that are broken, for nobody, or not to be trusted')
def _():
    folder, _ = names()
    path = os.path.join(folder, 'mail.example.org.pem')

    def refused(says, name='mail.example.org'):
        done = command(THIMBLE, '--check', '-p', folder, check=False)
        equal(done.returncode, 1, f'--check: {done.stdout}')
        if not re.search(says, done.stdout.decode()):
            raise AssertionError(f'--check says {done.stdout}')
        with Server(ECHO, folder) as s:
            equal(ask(s.port, name=name), None, 'an alert')
            s.logged(says)

    os.chmod(path, 0o622)
    refused('Wrong permissions on .*mail.example.org.pem.*chmod 600')
    with open(path, 'w', encoding='ascii') as f:
        f.write('x')
    os.chmod(path, 0o600)
    refused('load .*mail.example.org.pem')
    os.remove(path)
    os.mkfifo(path)
    refused('mail.example.org.pem: not a regular file')
    os.remove(path)
    os.symlink('nothing', path)
    refused('mail.example.org.pem: No such file')
    os.remove(path)
    for name in ('Mail.example.org', 'a b.example', '_', '1.2.3.4'):
        join(folder, name, pki.by_thimble())
        done = command(THIMBLE, '--check', '-p', folder, check=False)
        equal(done.returncode, 1, f'--check of {name}.pem')
        if f'{name}.pem: ' not in done.stdout.decode():
            raise AssertionError(f'--check says {done.stdout}')
        os.remove(os.path.join(folder, name + '.pem'))
    equal(command(THIMBLE, '--check', '-p', folder).returncode, 0, '--check')
    os.chmod(folder, 0o777)
    refused('Wrong permissions on .*names', 'www.example.org')
    os.chmod(folder, 0o755)
    two = command(THIMBLE, '--check', '-p', folder, '-p', scratch('f'),
                  check=False)
    equal(two.returncode, 1, 'two folders')


@test('neither of two keys is in the network process')
def _():
    folder = scratch('secret')
    ec, rsa = pki.by_thimble(), pki.self_signed('RSA')
    join(folder, 'default', ec, rsa)
    secrets = pki.secrets(ec.pem) + pki.secrets(rsa.pem)
    for version in SERVED:
        with Server(('/bin/cat',), folder) as s:
            with Client(s.port, version=version) as c:
                c.send(b'x')
                equal(c.exactly(1), b'x', 'the echo')
                n = s.network()[0]
                equal(pki.found_in(n, secrets), [], 'keys in N')
                backend = s.child_of(n, exe='/bin/cat')
                equal(pki.found_in(backend, secrets), [], 'in the backend')


main()
