# SPDX-License-Identifier: MIT
"""Who accepts for a long time loses no log: a file that is moved away, and a
syslogd that comes late or again. Who speaks no TLS is in the log as what he
is, and who says nothing is not."""

import os
import re
import signal
import socket
import subprocess

import pki
from modes import Daemon, Waiting
from procs import below
from tls import Client, connect, listen_to, reset
from wire import (BUSYBOX, TOP, Server, equal, eventually, main, scratch,
                  test, tool)


def served(s):
    """A whole connection."""
    with Client(s.port) as c:
        c.send(b'x\n')
        equal(c.line(), b'x\n', 'echo')
        c.end()


def text(path):
    """A file's content, '' while there is none."""
    try:
        with open(path, encoding='utf-8') as f:
            return f.read()
    except FileNotFoundError:
        return ''


for MODE, OPTS in (Daemon, ()), (Waiting, ('--linger', '30')):
    @test(f'{MODE.__name__}: the log file is moved away; HUP')
    def _(mode=MODE, opts=OPTS):
        with mode(pem=pki.by_thimble().pem, opts=opts) as s:
            served(s)
            s.exit_line('eof')
            held = Client(s.port)
            s.network()
            old = s.log_path + '.1'
            os.rename(s.log_path, old)
            served(s)
            s.exit_line('eof')          # the first in the new file
            before = text(s.log_path)
            held.end()
            eventually(lambda: text(old).count(' EXIT ') == 2, 5,
                       'an open connection writes to the old one')
            equal(text(s.log_path), before, 'the new one')
            pid = s.accepting()
            os.kill(pid, signal.SIGHUP)
            served(s)
            equal(s.accepting(), pid, 'who accepts')
            s.exit_line('eof', 2)


@test('the lines of -d itself go to the new file after HUP')
def _():
    with Daemon(pem=pki.by_thimble().pem) as s:
        os.rename(s.log_path, s.log_path + '.1')
        s.inetd.send_signal(signal.SIGHUP)
        eventually(lambda: os.path.exists(s.log_path), 5, 'a new file')
        s.inetd.terminate()
        equal(s.inetd.wait(20), 0, 'exit status')
        equal('STOP open=0' in text(s.log_path), True, 'the last line')


def probe(s, how):
    """A connection that says nothing and is ended by its client."""
    with connect(s.port) as sock:
        if how == 'greeted':
            sock.recv(100)
        if how == 'reset':
            reset(sock)
        elif how == 'half':
            sock.shutdown(socket.SHUT_WR)
            listen_to(sock)


@test('a probe that sends nothing: no line, or one of level debug')
def _():
    pem = pki.by_thimble().pem
    for mode in Server, Daemon, Waiting:
        for plain in (), ('-n', 'imap'):
            hows = ['closed', 'half']
            if plain:
                hows += ['greeted']
            if plain or mode is Server:
                hows += ['reset']       # else it is not even accepted
            # The last connection has spoken, and has both its lines.
            for level, lines in ('notice', 0), ('debug', len(hows)):
                with mode('#!/bin/sh\necho "* OK"\n', pem=pem, opts=(
                        *plain, '-D', level, '--run', scratch('run'))) as s:
                    for how in hows:
                        probe(s, how)
                        if level == 'debug':
                            s.exit_line('eof|reset', hows.index(how) + 1)
                    with connect(s.port) as sock:
                        sock.sendall(b'x')
                        sock.shutdown(socket.SHUT_WR)
                        listen_to(sock)
                    s.exit_line('.*', lines + 1)
                    got = [re.search(r'START|EXIT', x)[0] for x in s.log()
                           if re.search(' (START|EXIT) ', x)]
                    equal(got, ['EXIT'] * lines + ['START', 'EXIT'],
                          f'{mode.__name__} {plain} {level}')


@test('plain text, not TLS: the log says so, the client gets an alert')
def _():
    with Server(pem=pki.by_thimble().pem) as s:
        for count, (said, why) in enumerate((
                (b'GET / HTTP/1.0\r\n\r\n', 'plain-text-not-tls'),
                (b'a1 LOGIN jane secret\r\n', 'plain-text-not-tls'),
                (b'QUIT\r\n', 'plain-text-not-tls'),
                (b' \r\n\r\n\r\n', 'plain-text-not-tls'),
                (b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'plain-text-not-tls'),
                (b'\x80\x2e\x01\x00\x02' + bytes(43), 'alert-sent:.*'),
                (b'\x7fELF' + bytes(20), 'alert-sent:.*')), 1):
            with connect(s.port) as sock:
                sock.sendall(said)
                reply = listen_to(sock).clean()
                equal(len(reply.alerts()), 1, f'alerts for {said}')
            s.exit_line(why, count)
        # A word that is shorter than the head of a record.
        with connect(s.port) as sock:
            sock.sendall(b'hi\n')
            sock.shutdown(socket.SHUT_WR)
            listen_to(sock)
        s.exit_line('plain-text-not-tls', 8)


class Syslogd:
    """BusyBox syslogd in the mount namespace of process PID."""

    def __init__(self, pid, messages):
        dev = f'/proc/{pid}/root/dev/log'
        if os.path.lexists(dev):
            os.unlink(dev)
        self.proc = subprocess.Popen([tool('nsenter'), '-t', str(pid), '-m',
                                      BUSYBOX, 'syslogd', '-n', '-O',
                                      messages])
        eventually(lambda: os.path.exists(dev), 5, 'syslogd is there')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.proc.kill()
        self.proc.wait()


@test('syslogd comes after the process that accepts, and goes and comes')
def _():
    folder = scratch('syslog')
    messages = os.path.join(folder, 'messages')
    launcher = os.path.join(TOP, 'tests/data/with-syslogd.sh')
    with Waiting(pem=pki.by_thimble().pem, log=False, opts=('--linger', '30'),
                 launcher=(tool('unshare'), '-m', launcher, folder),
                 env={'PATH': os.environ['PATH'], 'BUSYBOX': BUSYBOX}) as s:
        s.log_path = messages
        first = [p for p in below(s.inetd.pid)
                 if 'syslogd' in p.read('cmdline')]
        equal(len(first), 1, 'syslogd')
        os.kill(first[0].pid, signal.SIGKILL)
        served(s)
        s.quiet()
        accepts = s.accepting()
        for count in 1, 2:
            with Syslogd(s.inetd.pid, messages):
                served(s)
                s.exit_line('eof', count)
            served(s)                   # into the void
        s.quiet()
        equal(s.accepting(), accepts, 'who accepts')
        equal(text(messages).count(' EXIT '), 2, 'lines')


main()
