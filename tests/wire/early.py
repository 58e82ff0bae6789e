# SPDX-License-Identifier: MIT
"""Early data (RFC 8446, 4.2.10) that a client brings by the ticket of another
server is skipped, and nothing of it reaches the backend."""

import os
import subprocess

import pki
from ports import free_port
from procs import listening
from tickets import keep
from wire import (Server, command, equal, eventually, main, scratch, test,
                  tool)

# Ends when the server's line has come, not before: s_client would leave.
ASK = '{ sleep 0.3; echo behind; timeout 5 sh -c \'until grep -q "^behind" ' \
    '"$0"; do sleep 0.05; done\' "$1"; } | ' \
    'timeout 10 openssl s_client -connect "$2" -tls1_3 -servername ' \
    'localhost -sess_in "$3" -early_data "$4" >"$1" 2>&1'


def ticket(pem, allowed):
    """A session with a server of openssl that takes early data."""
    port, path = free_port(), os.path.join(scratch('early'), 'session')
    server = subprocess.Popen(
        [tool('openssl'), 's_server', '-accept', f'127.0.0.1:{port}', '-cert',
         pem, '-key', pem, '-tls1_3', '-early_data', '-max_early_data',
         str(allowed), '-quiet'], stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: listening(port), 5, 's_server listens')
        command('sh', '-c', 'timeout 5 sh -c \'until [ -s "$1" ]; do '
                'sleep 0.05; done\' sh "$1" | '
                'timeout 10 openssl s_client -connect '
                f'127.0.0.1:{port} -tls1_3 -servername localhost '
                f'-sess_out {path}', 'sh', path, check=False)
    finally:
        server.kill()
        server.communicate()
    return path


def bring(server, session, size):
    """Sends SIZE bytes early and a line behind; what s_client said."""
    folder = os.path.dirname(session)
    early, said = os.path.join(folder, 'data'), os.path.join(folder, 'said')
    with open(early, 'wb') as f:
        f.write((b'early\n' * (size // 6 + 1))[:size])
    open(said, 'wb').close()
    command('sh', '-c', ASK, 'sh', said, f'127.0.0.1:{server.port}', session,
            early, check=False)
    with open(said, encoding='latin-1') as f:
        return f.read()


def skipped(opts, size, allowed=16384):
    """The data is skipped, the line behind it comes through."""
    identity = pki.by_thimble()
    with Server('#!/bin/sh\nexec tee "$0.got"\n', identity.pem,
                opts=opts) as s:
        said = bring(s, ticket(identity.pem, allowed), size)
        if 'Early data was rejected' not in said or '\nbehind' not in said:
            raise AssertionError(said)
        with open(s.path('backend.got'), 'rb') as f:
            equal(f.read(), b'behind\n', 'what the backend read')
        equal(s.exit_line('eof|cut')['tls'], '1.3', 'version')


@test('a line, 4 KB and 16 KB of early data are skipped')
def _():
    for size in (6, 4096, 16384):
        skipped((), size)


@test('the same when the client is asked for another group')
def _():
    for size in (6, 4096, 16384):
        skipped(('--groups', 'P-384'), size)


@test('the same before a question for a client certificate')
def _():
    skipped(('-v', '1', '-A', pki.by_thimble().ca), 4096)


@test('more than 32 KB is refused')
def _():
    identity = pki.by_thimble()
    for count, opts in enumerate(((), ('--groups', 'P-384'))):
        with Server(pem=identity.pem, opts=opts) as s:
            said = bring(s, ticket(identity.pem, 1 << 20), 60000)
            if '\nbehind' in said:
                raise AssertionError(said)
            s.exit_line('alert-sent:unexpected_message|reset')


@test('our own tickets allow none, and resume behind the longest ALPN name')
def _():
    identity, name = pki.by_thimble(), 'x' * 255
    path = os.path.join(scratch('own'), 'session')
    with Server(pem=identity.pem, opts=('--alpn', name)) as s:
        keep(s, '-tls1_3', path, '-alpn', name)
        said = command(tool('openssl'), 'sess_id', '-in', path, '-text',
                       '-noout').stdout.decode()
        if 'Max Early Data: 0\n' not in said:
            raise AssertionError(said)
        s.exit_line('eof|cut')
        keep(s, '-tls1_3', path, '-alpn', name, '-sess_in', path)
        equal(s.exit_line('eof|cut', 2).get('resumed'), 'yes', 'resumed')


main()
