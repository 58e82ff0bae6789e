# SPDX-License-Identifier: MIT
"""Everything that can be wrong with the PEM file or the command line.

Each has one log line that says what to type, the same words from --check,
and for the client an alert or a clean close: no byte that is not TLS.
"""

import os
import re

import pki
from tls import Client, connect, listen_to
from wire import THIMBLE, TMP, Server, command, equal, main, scratch, test


def text(path):
    """A text file's content."""
    with open(path, encoding='ascii') as f:
        return f.read()


def pem_file(*parts, mode=0o600):
    """A PEM file of these texts in a folder of its own."""
    path = os.path.join(scratch('pem'), 'server.pem')
    with open(path, 'w', encoding='ascii') as f:
        f.write(''.join(parts))
    os.chmod(path, mode)
    return path


def key_of(identity):
    """The private key block of a PEM file."""
    return re.search(r'-----BEGIN [A-Z ]*PRIVATE KEY-----.*?'
                     r'-----END [A-Z ]*PRIVATE KEY-----\n',
                     text(identity.pem), re.S)[0]


def certs_of(identity):
    """The certificate blocks of a PEM file."""
    return ''.join(re.findall(r'-----BEGIN CERTIFICATE-----.*?'
                              r'-----END CERTIFICATE-----\n',
                              text(identity.pem), re.S))


def refused(path, says):
    """A file that no connection may be served with."""
    done = command(THIMBLE, '--check', '-p', path, check=False)
    equal(done.returncode, 1, f'exit status of --check: {done.stdout}')
    verdict = done.stdout.decode().strip()
    if not re.search(says, verdict):
        raise AssertionError(f'--check does not say {says!r}: {verdict}')
    with Server('#!/bin/sh\n: >"$0.started"\n', path) as s:
        with connect(s.port) as sock:
            reply = listen_to(sock, 0.3)    # says nothing, gets nothing
            equal(reply.data, b'', 'bytes for a silent client')
        for version in ('1.2', '1.3'):
            with Client(s.port, version=version, handshake=False) as c:
                c.sock.sendall(c.hello())
                reply = listen_to(c.sock).clean()
                equal(len(reply.alerts()), 1, f'an alert: {reply}')
        lines = s.log()
        told = [x for x in lines if re.search(says, x)]
        if len(told) < 2:
            raise AssertionError(f'not in the log: {says!r}')
        others = [x for x in lines if x not in told and
                  not re.search(r'\b(START|EXIT) ', x)]
        equal(others, [], 'other log lines')
        equal(os.path.exists(s.path('backend.started')), False, 'a backend')
        if not re.search(r'thimble|chmod|chown|openssl', told[0].split(
                ':', 1)[1]):
            raise AssertionError(f'does not say what to type: {told[0]}')
        return told[0]


@test('missing')
def _():
    refused(os.path.join(scratch('pem'), 'server.pem'), 'thimble-cert ensure')
    refused(os.path.join(scratch('pem'), 'other.pem'),
            'thimble-cert does not make this file; see')


@test('a certificate without its key: what to type, and nothing of the key')
def _():
    path = pem_file(certs_of(pki.by_thimble()))
    os.chmod(path, 0o644)
    refused(path, 'no PRIVATE KEY block; `thimble-cert install CERT --key')
    said = command(THIMBLE, '--check', '-p', path, check=False).stdout
    equal(b'others can read' in said, False, said)


@test('unreadable for the user that inetd starts it as')
def _():
    folder = scratch('unreadable')
    pem = os.path.join(folder, 'server.pem')
    with open(pki.by_thimble().pem, 'rb') as f, open(pem, 'wb') as to:
        to.write(f.read())
    os.chmod(pem, 0o600)
    for path in (TMP, folder):
        os.chmod(path, 0o755)
    done = command('setpriv', '--reuid', '65534', '--regid', '65534',
                   '--clear-groups', THIMBLE, '--check', '-p', pem,
                   check=False)
    equal(done.returncode, 1, 'exit status of --check')
    equal('Permission denied' in done.stdout.decode() and
          'as root' in done.stdout.decode(), True, done.stdout)


@test('a folder, a FIFO, a device: no hang')
def _():
    folder = scratch('pem')
    refused(folder, re.escape(folder))
    fifo = os.path.join(folder, 'fifo')
    os.mkfifo(fifo)
    refused(fifo, re.escape(fifo))
    refused('/dev/zero', '/dev/zero')


@test('empty, cut short, key only, certificate only, nonsense')
def _():
    good = pki.by_thimble()
    whole = text(good.pem)
    for content in ('', whole[:len(whole) // 2], key_of(good),
                    certs_of(good), 'hello\n' * 100,
                    key_of(good).replace('M', 'A') + certs_of(good),
                    key_of(good) + certs_of(good).replace('M', 'N', 5)):
        path = pem_file(content)
        refused(path, re.escape(path))


@test('larger than a PEM file can be')
def _():
    path = pem_file('x' * 79 + '\n', *['x' * 79 + '\n'] * 2000)
    refused(path, re.escape(path))


@test('key and certificate that do not belong together')
def _():
    a, b = pki.by_thimble(), pki.by_thimble()
    path = pem_file(key_of(a), certs_of(b))
    refused(path, re.escape(path))
    rsa = pki.self_signed('RSA')
    path = pem_file(key_of(rsa), certs_of(b))
    refused(path, re.escape(path))


@test('an encrypted key')
def _():
    good = pki.self_signed('P-256')
    locked = command('openssl', 'pkey', '-aes128', '-passout', 'pass:x',
                     stdin=key_of(good).encode()).stdout.decode()
    path = pem_file(locked, certs_of(good))
    refused(path, re.escape(path))


@test('expired: served, and each connection is told about in the log')
def _():
    old = pki.expired()
    done = command(THIMBLE, '--check', '-p', old.pem, check=False)
    if b'expired' not in done.stdout:
        raise AssertionError(f'--check says: {done.stdout}')
    equal(done.returncode, 1, '--check finds it not good')
    with Server(('/bin/echo', 'hi'), old.pem) as s:
        with Client(s.port) as c:
            equal(c.end(), b'hi\n', 'the answer')
        line = s.logged('expired').string
        if 'thimble-cert' not in line.split(':', 1)[1]:
            raise AssertionError(f'does not say what to type: {line}')
        equal(len([x for x in s.log() if 'expired' in x]), 1, 'lines')


@test('Wrong permissions, when others can read the file: served, and told')
def _():
    good = pki.by_thimble()
    for mode in (0o640, 0o604, 0o644):
        os.chmod(good.pem, mode)
        done = command(THIMBLE, '--check', '-p', good.pem, check=False)
        said = done.stdout.decode()
        if 'Wrong permissions' not in said or 'chmod 600' not in said:
            raise AssertionError(f'--check says: {said}')
        equal(done.returncode, 1, '--check finds it not good')
        with Server(('/bin/echo', 'hi'), good.pem) as s:
            with Client(s.port) as c:
                equal(c.end(), b'hi\n', 'the answer')
            told = [x for x in s.log() if 'Wrong permissions' in x]
            equal(len(told), 1, 'lines that say so')
            if 'chmod 600' not in told[0]:
                raise AssertionError(f'does not say what to type: {told}')


@test('Wrong permissions, when others can write to the file: refused')
def _():
    good = pki.by_thimble()
    for mode in (0o620, 0o602, 0o666):
        os.chmod(good.pem, mode)
        refused(good.pem, 'Wrong permissions .*chmod 600')
    os.chmod(good.pem, 0o600)
    os.chown(good.pem, 65534, 65534)
    refused(good.pem, 'Wrong permissions .*chown root')


@test('--check says good things about good files, exit 0')
def _():
    for identity in (pki.by_thimble(), pki.self_signed('RSA'), pki.chain()):
        done = command(THIMBLE, '--check', '-p', identity.pem)
        equal(done.returncode, 0, 'exit status')


@test('chain in the wrong order and with its root still works')
def _():
    good = pki.chain()
    blocks = re.findall(r'-----BEGIN CERTIFICATE-----.*?'
                        r'-----END CERTIFICATE-----\n', text(good.pem), re.S)
    path = pem_file(text(good.ca), *reversed(blocks), key_of(good))
    with Server(('/bin/echo', 'hi'), path) as s:
        for version in ('1.2', '1.3'):
            with Client(s.port, ca=good.ca, version=version) as c:
                equal(c.end(), b'hi\n', 'the answer')


@test('a new PEM is used by the next connection, no signal needed')
def _():
    a, b = pki.by_thimble(), pki.by_thimble()
    with Server(('/bin/echo', 'hi'), a.pem) as s:
        with Client(s.port, ca=a.ca) as c:
            equal(c.end(), b'hi\n', 'the answer')
        os.rename(b.pem, a.pem)
        with Client(s.port, ca=b.ca) as c:
            equal(c.end(), b'hi\n', 'the answer')


@test('bad command lines under inetd: an alert or nothing, no reset')
def _():
    good = pki.by_thimble()
    lines = (['--no-such-option'], [], ['-p'], ['-l'], ['-p', good.pem],
             ['-p', good.pem, '-l', '/bin/cat', '--handshake', 'x'],
             ['-p', good.pem, '--handshake', '0x10', '-l', '/bin/cat'],
             ['-p', good.pem, '-s', 'root', '-l', '/bin/cat'],
             ['-p', good.pem, '-s', '0', '-l', '/bin/cat'],
             ['-p', good.pem, '-g', 'root', '-l', '/bin/cat'],
             ['-p', good.pem, '-s', 'no-such-user', '-l', '/bin/cat'],
             ['-o', '/nonexistent/log', '-p', good.pem, '-l', '/bin/cat'],
             ['-D', 'loud', '-p', good.pem, '-l', '/bin/cat'],
             ['-h'], ['-V'], ['--check', '-p', good.pem],
             ['--check', '-p', '/nonexistent.pem'])
    for args in lines:
        with Server(args=args) as s:
            with connect(s.port) as sock:
                check_end(listen_to(sock), args)
            with Client(s.port, handshake=False) as c:
                c.sock.sendall(c.hello())
                check_end(listen_to(c.sock), args)


def check_end(reply, args):
    """Asserts an alert or nothing, and an end in order."""
    try:
        reply.clean()
        equal(len(reply.records()), len(reply.alerts()), 'alerts only')
    except AssertionError as e:
        raise AssertionError(f'thimble {" ".join(args)}: {e}') from e


main()
