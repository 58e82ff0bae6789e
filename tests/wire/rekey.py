# SPDX-License-Identifier: MIT
"""KeyUpdate of TLS 1.3 (RFC 8446, 4.6.3), by OpenSSL's and GnuTLS's clients."""

import os
import re

import pki
from wire import Server, command, equal, main, scratch, test, tool

SUITES = ('TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384',
          'TLS_CHACHA20_POLY1305_SHA256')
# What has been said must have come back before s_client may go on: a command
# is one only at the start of what it reads.
TALK = r'''
say()
{
        printf "%s\n" "$1"
        n=0
        until grep -q "^$1\$" "$OUT" || [ $((n += 1)) -gt 100 ]; do
                sleep 0.05
        done
}
'''


def talk(server, script, *options):
    """Runs openssl s_client on what SCRIPT writes; what it printed, and the
    messages it saw."""
    folder = scratch('talk')
    out, seen = os.path.join(folder, 'out'), os.path.join(folder, 'seen')
    open(out, 'wb').close()
    command('sh', '-c', f'{{ {TALK}\n{script}\n}} | OUT=$1 timeout 20 openssl '
            f's_client -connect 127.0.0.1:{server.port} -tls1_3 -msg -msgfile '
            f'{seen} {" ".join(options)} >"$1" 2>&1', 'sh', out,
            env={**os.environ, 'OUT': out}, check=False)
    with open(out, encoding='latin-1') as f, \
            open(seen, encoding='latin-1') as g:
        return f.read(), re.findall(r'^(<<<|>>>) .*KeyUpdate', g.read(), re.M)


@test('openssl s_client: k and K, with each suite', 60)
def _():
    with Server(pem=pki.by_thimble().pem) as s:
        for suite in SUITES:
            said, seen = talk(s, 'say one; echo k; sleep 0.2; say two; echo K; '
                              'sleep 0.2; say three; echo K; sleep 0.2; '
                              'say four; echo Q', '-ciphersuites', suite)
            for word in ('one', 'two', 'three', 'four'):
                equal(f'\n{word}\n' in said, True, f'{word} in: {said}')
            # Ours answers each K, when there is something to be said.
            equal(seen, ['>>>', '>>>', '<<<', '>>>', '<<<'], 'KeyUpdates')
            s.exit_line('eof|cut')


@test('gnutls-cli: rekey and rekey1')
def _():
    with Server(pem=pki.by_thimble().pem) as s:
        said = command('sh', '-c', '{ echo one; sleep 0.3; echo "^rekey^"; '
                       'sleep 0.3; echo two; sleep 0.3; echo "^rekey1^"; '
                       'sleep 0.3; echo three; sleep 0.5; } | timeout 10 '
                       f'{tool("gnutls-cli")} --no-ca-verification '
                       f'--inline-commands -p {s.port} localhost',
                       check=False).stdout.decode()
        for word in ('one', 'two', 'three'):
            equal(f'\n{word}\n' in said, True, f'{word} in: {said}')
        s.exit_line('eof|cut')


@test('several K while the backend is silent are answered once; it stays')
def _():
    with Server('#!/bin/sh\nread x\necho "$x"\nread y\nhead -c 40000 '
                '/dev/zero | tr "\\0" y\necho\necho "$y"\ncat\n',
                pki.by_thimble().pem) as s:
        said, seen = talk(s, 'say one; for i in 1 2 3 4 5; do echo K; '
                          'sleep 0.3; done; say two; say three; echo Q')
        for word in ('one', 'two', 'three'):
            equal(f'\n{word}\n' in said, True, f'{word} in: {said[-300:]}')
        equal('y' * 40000 in said, True, 'the long answer')
        equal(seen, ['>>>'] * 5 + ['<<<'], 'KeyUpdates')


@test('more than 32 with no data between them', 60)
def _():
    with Server(pem=pki.by_thimble().pem) as s:
        many = 'for i in $(seq {}); do echo k; sleep 0.05; done; '
        said, _ = talk(s, 'say one; ' + many.format(20) + 'say two; ' +
                       many.format(20) + 'say three; echo Q')
        equal('\nthree\n' in said, True, f'three in: {said[-300:]}')
        s.exit_line('eof|cut')
        talk(s, 'say one; ' + many.format(40) + 'sleep 0.5')
        s.exit_line('alert-sent:unexpected_message', 2)


main()
