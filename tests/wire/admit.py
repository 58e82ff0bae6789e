# SPDX-License-Identifier: MIT
"""--allow and --deny: who may connect, in every mode; a flood of those who may
not neither forks nor fills the log."""

import os
import re
import time

import pki
from modes import Daemon, Waiting, refused, run
from ports import free_port
from tls import Client, connect, listen_to
from wire import (THIMBLE, Server, equal, eventually, main, scratch, soon, test,
                  tool)

MODES = Server, Waiting, Daemon
BURST = 10      # src/os/slots.h, SLOTS_BURST_MS
MANY = 40


def served(s, source=None, host='127.0.0.1'):
    """One line there and back."""
    with Client(s.port, source=source, host=host) as c:
        c.send(b'x\n')
        equal(c.line(), b'x\n', 'echo')
        c.end()


def turned_away(s, source=None, host='127.0.0.1'):
    """The connection is closed, and not a byte is said."""
    with Client(s.port, source=source, host=host, handshake=False) as c:
        start = time.monotonic()
        try:
            c.sock.sendall(c.hello())
        except (BrokenPipeError, ConnectionResetError):
            return
        reply = listen_to(c.sock)
        equal((reply.data, reply.how in ('fin', 'rst')), (b'', True), 'reply')
        soon(start, 1, 'its end')


def told(s):
    """The numbers of clients in the lines about those who may not."""
    return [int(re.search(r'refused=(\d+)', x)[1]) for x in s.log()
            if ' DENIED ' in x]


def every_mode(opts, function):
    """Calls it with a server of each kind, for IPv4 mapped into IPv6."""
    identity = pki.by_thimble()
    for make in MODES:
        with make(pem=identity.pem, host='::', opts=(
                '--run', scratch('run'), *opts)) as s:
            function(s)


@test('the smallest network decides, in every mode, IPv4 and IPv6')
def _():
    def ask(s):
        served(s, '127.0.0.1')
        served(s, '127.9.0.1')
        served(s, '::1', host='::1')
        turned_away(s, '127.9.0.2')
        turned_away(s, '127.0.1.0')
        s.logged(r'DENIED service=imap refused=1 from=127\.9\.0\.2$')
    every_mode(('--allow', '127.0.0.0/24,::1', '--deny', '127.9.0.0/16',
                '--allow', '127.9.0.1'), ask)


@test('IPv6: only --deny, a prefix in the middle of a byte')
def _():
    def ask(s):
        served(s, '127.0.0.1')
        turned_away(s, '::1', host='::1')
        s.logged(r'DENIED service=imap refused=1 from=::1$')
    every_mode(('--deny', '2001:db8::/32,::/127'), ask)


@test('a flood of them: nothing is forked, and there are two lines', 60)
def _():
    identity = pki.by_thimble()
    opts = ('--deny', '127.0.0.2')
    ways = [make(pem=identity.pem, opts=('--run', scratch('run'), *opts))
            for make in MODES]
    start = time.monotonic()
    for s in ways:
        served(s)
        for _ in range(MANY):
            turned_away(s, '127.0.0.2')
    soon(start, BURST, 'the flood')
    for s in ways:
        equal(told(s), [1], 'what was logged in the flood')
    # The last of them may have begun to count just now.
    time.sleep(BURST + 0.5)
    for s in ways:
        turned_away(s, '127.0.0.2')
        eventually(lambda s=s: len(told(s)) > 1, 5, 'the second line')
        equal(told(s), [1, MANY], 'what was logged')
        if isinstance(s, (Waiting, Daemon)):
            pids = {int(re.search(r'\[(\d+)\]', x)[1])
                    for x in s.log() if ' DENIED ' in x}
            equal(pids, {s.accepting()}, 'who has judged')
        equal(len([x for x in s.log() if ' START ' in x]), 1, 'START lines')
        s.__exit__(None, None, None)


@test('without a folder for the counts nobody slips through')
def _():
    path = f'{scratch("run")}/file'
    with open(path, 'wb'):
        pass
    with Server(pem=pki.by_thimble().pem, opts=(
            '--run', path, '--allow', '127.0.0.3')) as s:
        served(s, '127.0.0.3')
        turned_away(s)
        s.logged(r'DENIED service=imap refused=1 from=127\.0\.0\.1$')


@test('with -n there is no greeting')
def _():
    def ask(s):
        with connect(s.port) as sock:
            reply = listen_to(sock)
            equal(reply.data, b'', 'what it heard')
    every_mode(('-n', 'imap', '--allow', '127.0.0.3'), ask)


@test('only who accepts judges: strace sees no fork in nowait')
def _():
    path = f'{scratch("trace")}/calls'
    with Server(pem=pki.by_thimble().pem, opts=('--deny', '127.0.0.2'),
                launcher=(tool('strace'), '-f', '-qq', '-o', path,
                          '-e', 'trace=execve,fork,vfork,clone,clone3')) as s:
        turned_away(s, '127.0.0.2')
        s.logged(' DENIED ')
        s.quiet()
    with open(path, encoding='utf-8') as f:
        text = f.read()
    pids = set(re.findall(r'^(\d+) +execve\("[^"]*/thimble"', text, re.M))
    equal(len(pids), 1, f'processes that are thimble: {text}')
    equal(re.findall(rf'^{pids.pop()} +(?:v?fork|clone3?)\(', text, re.M), [],
          'its forks')


@test('stunnel -d -N: what takes the place of tcp wrappers is said')
def _():
    stunnel = f'{scratch("called")}/stunnel'
    os.symlink(THIMBLE, stunnel)
    for path, service, want in (stunnel, 'imap', 1), (stunnel, None, 0), \
            (THIMBLE, 'imap', 0):
        with Daemon(pem=pki.by_thimble().pem, service=service,
                    program=(path,)) as s:
            served(s)
            equal(len([x for x in s.log() if 'option -N: hosts.allow and '
                       'hosts.deny are not read; use --allow and --deny'
                       in x]), want, f'lines of {path} {service}')


@test('a list that is wrong: one line at the start, and --check')
def _():
    pem, port = pki.by_thimble().pem, str(free_port())
    bad = 'must be an IP address or address/bits'
    for text, entry, why in (
            ('', '', bad), ('10/8', '10/8', bad),
            ('192.0.2.0/24,', '', bad), ('::1,mail', 'mail', bad),
            ('fe80::1%lo', 'fe80::1%lo', bad), ('::/129', '::/129', bad),
            ('192.0.2.9/24', '192.0.2.9/24',
             'not the first address of its network')):
        for option in '--allow', '--deny':
            want = f'option {option} {entry + ": " if entry else ""}{why}'
            refused(want, 64, '-d', port, option, text, '-p', pem,
                    '-l', '/bin/cat')
            equal(run('--check', '-p', pem, option, text),
                  (64, f'thimble: {want}\n'), '--check')
    refused('option --deny: given too many times', 64,
            *['--deny', '::1'] * 9, '-l', '/bin/cat')
    equal(run('--check', '-p', pem, '--allow', '::/0,0.0.0.0/0', '--deny',
              '10.0.0.0/8'), (0, f'{pem}: good\n'), '--check')
    # A thousand networks are a list like any other.
    many = ','.join(f'10.{i // 256}.{i % 256}.0/24' for i in range(1000))
    with Server(pem=pem, opts=('--deny', many, '--allow', '127.0.0.1')) as s:
        served(s)
        turned_away(s, '127.0.0.2')


main()
