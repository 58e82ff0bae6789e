# SPDX-License-Identifier: MIT
"""EC beside RSA: the client's algorithms choose the certificate.

Real clients ask; what counts is the certificate that arrives, and that the
handshake with it goes to its end.
"""

import os
import re

import pki
from served import ECHO, PSS, ask, by_algorithm, join, leaf_of
from wire import (THIMBLE, Server, command, equal, jail, main, scratch, test,
                  tool)


@test('EC and RSA, in either order: the algorithms choose', 60)
def _():
    ec, rsa = pki.chain('P-256'), pki.chain('RSA')
    for first, second in ((ec, rsa), (rsa, ec)):
        with Server(ECHO, first.pem, ('-p', second.pem)) as s:
            by_algorithm(s.port, ec, rsa)
            equal([x for x in s.log() if not re.search(r' (START|EXIT) ', x)],
                  [], 'other log lines')


@test('P-384 beside RSA of 4096 bits; one of them alone', 60)
def _():
    ec = pki.self_signed('P-384')
    folder = scratch('rsa')
    key, crt, pem = (os.path.join(folder, x) for x in ('k', 'c', 'pem'))
    command('openssl', 'req', '-x509', '-newkey', 'rsa:4096', '-nodes',
            '-keyout', key, '-out', crt, '-subj', '/CN=x')
    with open(pem, 'w', encoding='ascii') as f:
        for part in (key, crt):
            with open(part, encoding='ascii') as one:
                f.write(one.read())
    os.chmod(pem, 0o600)
    with Server(ECHO, ec.pem, ('-p', pem)) as s:
        for version in ('-tls1_2', '-tls1_3'):
            equal(ask(s.port, version), leaf_of(ec.pem), version)
        equal(ask(s.port, '-tls1_3', '-sigalgs', PSS), leaf_of(pem), 'PSS')
        equal(ask(s.port, '-tls1_2', '-sigalgs', 'RSA+SHA256'), leaf_of(pem),
              'RSA')
    with Server(ECHO, ec.pem) as s:
        equal(ask(s.port, '-tls1_3', '-sigalgs', PSS), None, 'no RSA')


@test('curl and gnutls-cli get what fits and trust it')
def _():
    ec, rsa = pki.chain('P-256'), pki.chain('RSA')
    page = '#!/bin/sh\nprintf "HTTP/1.0 200 OK\\r\\n\\r\\nhi\\n"\n'
    with Server(page, ec.pem, ('-p', rsa.pem), service='https') as s:
        for ca, options in (
                (ec.ca, ()), (ec.ca, ('--tls-max', '1.2')),
                (rsa.ca, ('--tls-max', '1.2', '--ciphers',
                          'ECDHE-RSA-AES128-GCM-SHA256'))):
            done = command(tool('curl'), '-sS', '--cacert', ca, *options,
                           f'https://localhost:{s.port}/')
            equal(done.stdout, b'hi\n', ' '.join(options))
    with Server(ECHO, ec.pem, ('-p', rsa.pem)) as s:
        for ca, priority in (
                (ec.ca, 'NORMAL:-SIGN-ALL:+SIGN-ECDSA-SECP256R1-SHA256:'
                        '+SIGN-ECDSA-SHA256:+SIGN-RSA-SHA256'),
                (ec.ca, 'NORMAL:-VERS-ALL:+VERS-TLS1.2'),
                (rsa.ca, 'NORMAL:-SIGN-ALL:+SIGN-RSA-PSS-RSAE-SHA256:'
                         '+SIGN-RSA-SHA256:-VERS-ALL:+VERS-TLS1.3'),
                (rsa.ca, 'NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:'
                         '+ECDHE-RSA')):
            done = command(tool('gnutls-cli'), '--x509cafile', ca,
                           '--priority', priority, '-p', str(s.port),
                           'localhost', check=False)
            if b'certificate is trusted' not in done.stdout:
                raise AssertionError(f'{priority}: {done.stdout.decode()}')


@test('the second broken: the first serves on, and a line says so')
def _():
    ec, rsa = pki.self_signed('P-256'), pki.self_signed('RSA')
    bad = os.path.join(scratch('bad'), 'x.pem')
    with open(bad, 'w', encoding='ascii') as f:
        f.write('-----BEGIN PRIVATE KEY-----\n')
    os.chmod(bad, 0o600)
    for second in (bad, '/nonexistent/x.pem', pki.self_signed('P-384').pem):
        done = command(THIMBLE, '--check', '-p', ec.pem, '-p', second,
                       check=False)
        equal(done.returncode, 1, '--check')
        if second not in done.stdout.decode():
            raise AssertionError(f'--check says {done.stdout}')
        with Server(ECHO, ec.pem, ('-p', second)) as s:
            equal(ask(s.port), leaf_of(ec.pem), 'the first')
            equal(len([x for x in s.log() if second in x]), 1, 'lines')
    # But without the first there is no service, whatever comes behind it.
    with Server(ECHO, bad, ('-p', rsa.pem)) as s:
        equal(ask(s.port), None, 'a broken first one')
    equal(command(THIMBLE, '--check', '-p', ec.pem, '-p', rsa.pem).returncode,
          0, '--check of two good ones')


@test('without -p: server.pem, and server-also.pem if there is one', 60)
def _():
    etc = scratch('etc')
    for name in ('passwd', 'group'):
        with open('/etc/' + name, 'rb') as f, \
                open(os.path.join(etc, name), 'wb') as to:
            to.write(f.read())
    folder = os.path.join(etc, 'thimble')
    os.mkdir(folder)
    ec, rsa = pki.chain('P-256'), pki.chain('RSA')
    launcher = ('unshare', '-m', 'sh', '-c',
                f'mount --bind {etc} /etc && exec "$@"', 'sh')
    join(folder, 'server', ec)
    log = os.path.join(scratch('log'), 'log')
    args = ['-N', 'imap', '--jail', jail(), '-o', log, '-l', *ECHO[:1], '--',
            *ECHO]
    with Server(args=args, launcher=launcher) as s:
        equal(ask(s.port), leaf_of(ec.pem), 'alone')
        equal(ask(s.port, '-sigalgs', PSS), None, 'no RSA yet')
        join(folder, 'server', ec, rsa)
        by_algorithm(s.port, ec, rsa)
        equal(command(*launcher, THIMBLE, '--check').returncode, 0, '--check')
        with open(os.path.join(folder, 'server-also.pem'), 'w',
                  encoding='ascii') as f:
            f.write('broken')
        equal(ask(s.port), leaf_of(ec.pem), 'a broken second one')
        with open(log, encoding='utf-8') as f:
            equal(len(re.findall('server-also', f.read())), 1, 'lines')
        equal(command(*launcher, THIMBLE, '--check', check=False).returncode,
              1, '--check')


main()
