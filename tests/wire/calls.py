# SPDX-License-Identifier: MIT
"""strace, in every mode: once filtered, N makes only the system calls on the
list, and is never killed by the filter. Every process that talks to the network
has a filter, and no other process has."""

import imaplib
import os
import re
import ssl

import pki
from badges import Authority
from modes import Daemon, Waiting
from plain import Plain, echo
from tickets import come
from tls import Client, context
from wire import Server, equal, jail, main, scratch, test, tool

ALLOWED = {'read', 'write', 'recvfrom', 'sendto', 'shutdown', 'close', 'poll',
           'ppoll', 'wait4', 'restart_syscall', 'rt_sigreturn',
           'clock_gettime', 'getrandom', 'madvise', 'exit', 'exit_group'}
PASSED = {'recvmsg'}            # where K passes a descriptor: -r and -L
ANSWERS = """#!/bin/sh
printf '* OK ready\\r\\n'
while read -r tag rest; do
printf '* CAPABILITY IMAP4rev1\\r\\n%s OK done\\r\\n' "$tag"
done
"""


def calls(folder):
    """Of each process with a filter, what it called behind it."""
    found = []
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), encoding='ascii',
                  errors='replace') as f:
            _, confined, rest = f.read().partition('PR_SET_SECCOMP')
        if not confined:
            continue
        equal('SIGSYS' in rest, False, 'killed by the filter')
        found.append(set(re.findall(r'^(\w+)\(', rest, re.M)))
    return found


def traced(make, talk, passed=False, **more):
    """Runs a server under strace and looks at all of its processes."""
    folder = scratch('trace')
    identity = pki.by_thimble()
    more.setdefault('pem', identity.pem)
    launcher = (tool('strace'), '-ff', '-o', folder + '/t', '-e',
                'trace=all')
    with make(launcher=launcher, **more) as s:
        count = talk(s)
        s.exit_line('.*', count, 20)
        s.quiet(10)
    found = calls(folder)
    equal(len(found), count, 'processes with a filter')
    for called in found:
        equal(called - ALLOWED - PASSED, set(), 'other calls')
        equal('recvmsg' in called, passed, 'recvmsg')


def full_and_resumed(s):
    """Both versions, twice."""
    for version in '1.2', '1.3':
        settings = context(version=version)
        ticket = come(s, settings)[1]
        equal(come(s, settings, ticket)[0], True, 'resumed')
    return 4


def once(s):
    """One connection, 100 KB there and back."""
    with Client(s.port, timeout=20) as c:
        c.send(b'x' * 100000 + b'\n')
        equal(len(c.line()), 100001, 'echo')
        c.end()
    return 1


@test('nowait, wait and -d, full and resumed', 90)
def _():
    for make in Server, Waiting, Daemon:
        traced(make, full_and_resumed)


@test('-r: TCP, unix, a PROXY header, nobody there; -L', 90)
def _():
    path = os.path.join(scratch('unix'), 'sock')

    def failing(s):
        with Client(s.port, timeout=20) as c:
            equal(c.rest(), b'', 'what came')
        return 1

    def typed(s):
        with Client(s.port, timeout=20) as c:
            c.send(b'x\n')
            c.line()
            c.end()
        return 1
    with Plain(echo) as plain, Plain(echo, path):
        for args, talk in (
                (('-r', str(plain.port)), once), (('-r', path), once),
                (('--proxy-protocol', '2', '-r', path), typed),
                (('-r', '1'), failing), (('-L', '/bin/cat'), typed)):
            log = os.path.join(scratch('log'), 'log')

            def make(args=args, log=log, pem=None, **more):
                s = Server(args=['-p', pem, '--jail', jail(), '-o', log,
                                 *args], **more)
                s.log_path = log
                return s
            traced(make, talk, passed=True)


def badged(authority, badge):
    """A client with a certificate, and one without."""
    def talk(s):
        for version in '1.2', '1.3':
            settings = context(version=version)
            settings.load_cert_chain(badge.chain, badge.key)
            with Client(s.port, settings=settings, timeout=20) as c:
                c.send(b'x\n')
                equal(c.line(), b'x\n', 'echo')
                c.end()
        with Client(s.port, version='1.2', handshake=False) as c:
            try:
                c.handshake()
                raise AssertionError('served without a certificate')
            except ssl.SSLError:
                pass
        return 3
    return talk, ('-v', '2', '-A', authority.cert)


@test('client certificates, a folder of names, two keys', 90)
def _():
    authority = Authority()
    talk, opts = badged(authority, authority.client())
    traced(Server, talk, opts=opts)
    folder = scratch('names')
    os.rename(pki.by_thimble().pem, folder + '/default.pem')
    traced(Server, full_and_resumed, pem=folder)
    traced(Server, full_and_resumed,
           opts=('-p', pki.self_signed('RSA').pem))


@test('-n imap, and what is wrong: garbage, silence, no program', 90)
def _():
    def starttls(s):
        settings = context()
        with imaplib.IMAP4('127.0.0.1', s.port, timeout=20) as c:
            c.starttls(settings)
        return 1

    def garbage(s):
        with Client(s.port, handshake=False) as c:
            c.sock.sendall(b'GET / HTTP/1.0\r\n\r\n' * 10)
            while c.sock.recv(4096):
                pass
        return 1

    def stalls(s):
        with Client(s.port, handshake=False) as c:
            c.sock.sendall(c.hello()[:100])
            while c.sock.recv(4096):
                pass
        return 1

    def gone(s):
        with Client(s.port, timeout=20) as c:
            equal(c.rest(), b'', 'what came')
        return 1
    traced(Server, starttls, backend=ANSWERS, opts=('-n', 'imap'))
    traced(Server, garbage)
    traced(Server, stalls, opts=('--handshake', '2'))
    traced(Server, gone, backend=('/nonexistent',))
    traced(Server, gone, backend=('/bin/sleep', '5'), opts=('--idle', '1'))


main()
