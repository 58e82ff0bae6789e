# SPDX-License-Identifier: MIT
"""Command lines of stunnel 3, with Debian's stunnel4 and with thimble.

Each line is started by BusyBox inetd, or by itself if it has -d: once with
/usr/bin/stunnel3, Debian's wrapper that turns it into a configuration of
stunnel4, and once with thimble called as `stunnel`. What client and backend
see must be the same.

The wrapper puts the program's path before all words of the line, so its
backend has its name twice, as argv[0] and argv[1]. Stunnel 3 itself gave the
words as they stand, and so does thimble.
"""

import contextlib
import os
import shlex
import socket
import ssl
import subprocess
import threading

import pki
from ports import free_port
from procs import listening
from tls import Client, Cut, connect, listen_to
from wire import (THIMBLE, TMP, TOP, Server, equal, eventually, jail, main,
                  scratch, test, tool)

# A line, and what is to be seen: the words of the backend, or its address.
# {prog} stands for the program's path, {port} for the port of a plain server.
LINES = (
    # the FAQ's inetd.conf, without and with --
    ('stunnel -p {pem} -l {prog} imapd', ['imapd']),
    ('stunnel -p {pem} -l {prog} -- imapd', ['imapd']),
    ('stunnel -p {pem} -l {prog}', ['show']),
    # the FAQ: a word for the program that looks like one of ours
    ('stunnel -p {pem} -l {prog} -- in.pop3d -s', ['in.pop3d', '-s']),
    ('stunnel -p {pem} -l {prog} imapd -p x', ['imapd', '-p', 'x']),
    # swat(8) of Samba, and cvs
    ('stunnel -p {pem} -l {prog} -- swat -s /etc/samba/smb.conf',
     ['swat', '-s', '/etc/samba/smb.conf']),
    ('stunnel -p{pem} -Ncvspserver -l{prog} -- cvs --allow-root=/cvs pserver',
     ['cvs', '--allow-root=/cvs', 'pserver']),
    # tcpd between, as Red Hat had it; service name for hosts.allow
    ('stunnel -N imaps -p {pem} -l {prog} -- tcpd ipop3d',
     ['tcpd', 'ipop3d']),
    # logging
    ('stunnel -D 7 -o {log} -p {pem} -l {prog} -- imapd', ['imapd']),
    ('stunnel -D mail.debug -o {log} -p {pem} -l {prog} imapd', ['imapd']),
    # -T of the FAQ: "how can my program see the client's address"
    ('stunnel -T -p {pem} -l {prog} -- imapd', ['imapd']),
    # session cache, seeding, socket options
    ('stunnel -t 600 -p {pem} -l {prog} imapd', ['imapd']),
    ('stunnel -R {pem} -B 64 -p {pem} -l {prog} imapd', ['imapd']),
    ('stunnel -W -R {rnd} -p {pem} -l {prog} imapd', ['imapd']),
    ('stunnel -O l:TCP_NODELAY=1 -p {pem} -l {prog} imapd', ['imapd']),
    ('stunnel -O l:SO_LINGER=1:60 -p {pem} -l {prog} imapd', ['imapd']),
    ('stunnel -O l:SO_KEEPALIVE=1 -p {pem} -l {prog} imapd', ['imapd']),
    # the manual: PPP, a terminal
    ('stunnel -p {pem} -L {prog} -- pppd local', ['pppd', 'local']),
    # a server on a port
    ('stunnel -p {pem} -r localhost:{port}', '127.0.0.1'),
    ('stunnel -p {pem} -r 127.0.0.1:{port}', '127.0.0.1'),
    ('stunnel -p {pem} -r {port}', '127.0.0.1'),
    ('stunnel -p {pem} -I 127.0.0.9 -r localhost:{port}', '127.0.0.9'),
    ('stunnel -p {pem} -O r:TCP_NODELAY=1 -r localhost:{port}', '127.0.0.1'),
    ('stunnel -N pop3s -D 5 -p {pem} -r localhost:{port}', '127.0.0.1'),
)

# The same without inetd; stunnel 3's manual and FAQ have these most.
DAEMONS = (
    ('stunnel -f -P {pid} -d {at} -p {pem} -l {prog} -- imapd', ['imapd']),
    ('stunnel -f -P {pid} -d {at} -p {pem} -l {prog} -- in.pop3d -s',
     ['in.pop3d', '-s']),
    ('stunnel -f -P {pid} -d localhost:{at} -p {pem} -l {prog} imapd',
     ['imapd']),
    ('stunnel -f -P {pid} -D7 -d {at} -p {pem} -r localhost:{port}',
     '127.0.0.1'),
    ('stunnel -f -P {pid} -O a:SO_REUSEADDR=1 -d {at} -p {pem} -r {port}',
     '127.0.0.1'),
    ('stunnel -f -P {pid} -d 127.0.0.1:{at} -p {pem} -L {prog} -- pppd local',
     ['pppd', 'local']),
)

# What thimble cannot do is said when it starts, and nobody is served.
REFUSED = (
    ('stunnel -c -r mail.example.org:993', 'thimble is a TLS server'),
    ('stunnel -p {pem} -u root -l {prog}', 'IDENT is not supported'),
    ('stunnel -p {pem} -T -r localhost:{port}', 'option -T: with -r'),
    ('stunnel -p {pem} -l {prog} -r localhost:{port}', 'only one of them'),
    ('stunnel -p {pem} -l {prog} -L {prog}', 'only one of them'),
    ('stunnel -p {pem}', 'one of them is required'),
    ('stunnel -p {pem} -t 0 -l {prog}', 'option -t: must be a number from 1'),
    ('stunnel -p {pem} -S 4 -l {prog}', 'option -S: must be a number from 0'),
    ('stunnel -p {pem} -O l:SO_NONE=1 -l {prog}', 'unknown socket option'),
    ('stunnel -p {pem} -O TCP_NODELAY=1 -l {prog}', 'must be a, l or r'),
    ('stunnel -p {pem} -O l:SO_LINGER=x -l {prog}', 'invalid value'),
    ('stunnel -p {pem} -r nowhere.example:143', 'or a name from /etc/hosts'),
    ('stunnel -p {pem} -r localhost:no-service', 'or a TCP service'),
    ('stunnel -p {pem} -r localhost:0', 'the port must be 1'),
    ('stunnel -p {pem} -r {port} imapd', 'there is no program to give it'),
    ('stunnel -p {pem} -I 127.0.0.1 -l {prog}', 'only with -r'),
    ('stunnel -p {pem} -I ::1 -r {port}', 'of the same address family'),
)


def show():
    """The path of the backend that shows what it was given."""
    path = os.path.join(TMP, 'show')
    if not os.path.exists(path):
        subprocess.run([tool('gcc'), '-O2', '-std=gnu11', '-Wall', '-Wextra',
                        '-Werror', '-o', path,
                        os.path.join(TOP, 'tests/lib/show.c')], check=True)
    return path


class Listener:
    """Says to whoever connects where it came from; then it echoes."""

    def __init__(self):
        self.sock = socket.create_server(('127.0.0.1', 0))
        self.port = self.sock.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            conn, peer = self.sock.accept()
            with conn:
                conn.settimeout(10)
                conn.sendall(peer[0].encode() + b'\nend\n')
                data = conn.recv(100)
                while data:
                    conn.sendall(data)
                    data = conn.recv(100)


class Daemon:
    """A program that listens by itself."""

    def __init__(self, program, words, port):
        self.port = port
        self.proc = subprocess.Popen([program, *words], cwd=TMP,
                                     stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL)
        eventually(lambda: listening(port), 10, f'{program} listens')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.proc.terminate()
        self.proc.wait(15)
        # The wrapper's half that wrote the configuration, and whoever else
        # is an orphan now.
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)


def started(program, words):
    """A Daemon; a free port may be taken by the time it listens."""
    for _ in range(2):
        with contextlib.suppress(AssertionError):
            return Daemon(program, words(at := free_port()), at)
    return Daemon(program, words(at := free_port()), at)


def filled(line, identity, port, at=0):
    """The words of LINE for this machine, without the first."""
    rnd = os.path.join(TMP, 'rnd')
    if not os.path.exists(rnd):
        with open(rnd, 'wb') as f:
            f.write(os.urandom(1024))
    return shlex.split(line.format(
        pem=identity.pem, prog=show(), port=port, rnd=rnd, at=at,
        pid=os.path.join(scratch('pid'), 'pid'),
        log=os.path.join(scratch('log'), 'log')))[1:]


def as_stunnel():
    """thimble, called as on a machine that had stunnel."""
    path = os.path.join(TMP, 'stunnel')
    if not os.path.islink(path):
        os.symlink(THIMBLE, path)
    return path


def talk(server, tty):
    """What the client of one connection sees, without its own port."""
    with server as s, Client(s.port, version='1.3') as c:
        mine = c.sock.getsockname()[1]
        lines = []
        while not lines or lines[-1] != 'end':
            lines.append(c.line().decode().rstrip('\r\n').replace(
                f'REMOTE_PORT={mine}', 'REMOTE_PORT=right'))
        c.send(b'hello\n')
        got = c.line()
        if tty:
            got += c.line()
        if got.replace(b'\r', b'') != b'hello\n' * (1 + tty):
            raise AssertionError(f'echo: {got}')
        c.close_notify()
        try:
            c.rest()
        except (Cut, ssl.SSLError):
            pass
        return lines


def split(lines):
    """(argv, everything else) of what the backend said."""
    argv = [x.split('=', 1)[1] for x in lines if x.startswith('argv[')]
    return argv, [x for x in lines if not x.startswith('argv[')]


def compare(line, want, theirs, ours):
    """Asserts that both clients saw what is to be seen."""
    tty = int(' -L ' in line)
    if isinstance(want, str):
        equal(ours, [want, 'end'], line)
        equal(theirs, ours, f'stunnel3: {line}')
        return
    argv, rest = split(ours)
    equal(argv, want, line)
    equal(rest, ['REMOTE_HOST=127.0.0.1', 'REMOTE_PORT=right',
                 f'tty={tty}{tty}', 'end'], line)
    their_argv, their_rest = split(theirs)
    equal(their_rest, rest, f'stunnel3: {line}')
    named = line.rsplit('{prog}', 1)[1].replace('--', '', 1).split()
    equal(their_argv, [show(), *named], f'stunnel3: {line}')


@test("the same line, the same result as Debian's stunnel3", 120)
def _():
    identity, plain = pki.by_thimble(), Listener()
    for line, want in LINES:
        tty = ' -L ' in line
        words = filled(line, identity, plain.port)
        theirs = talk(Server(args=words, program=(
            '/usr/bin/stunnel3', 'stunnel3')), tty)
        ours = talk(Server(args=['--jail', jail(), *words],
                           program=(as_stunnel(), 'stunnel')), tty)
        compare(line, want, theirs, ours)


@test('the same with -d: no inetd', 60)
def _():
    identity, plain = pki.by_thimble(), Listener()
    for line, want in DAEMONS:
        tty = ' -L ' in line
        seen = []
        for program, more in (('/usr/bin/stunnel3', ()),
                              (as_stunnel(), ('--jail', jail()))):
            seen.append(talk(started(program, lambda at: (
                *more, *filled(line, identity, plain.port, at))), tty))
        compare(line, want, *seen)


@test('what cannot be honoured: one line in the log, an alert, no service')
def _():
    identity, plain = pki.by_thimble(), Listener()
    for line, why in REFUSED:
        log = os.path.join(scratch('refused'), 'log')
        s = Server(args=['--jail', jail(), '-o', log,
                         *filled(line, identity, plain.port)],
                   program=(as_stunnel(), 'stunnel'))
        s.log_path = log
        with s:
            with connect(s.port) as sock:
                equal(len(listen_to(sock).clean().alerts()), 1, line)
            s.quiet()
            equal(len(s.log()), 1, f'{line}: {s.log()}')
            equal(why in s.log()[0], True, f'{line}: {s.log()}')


@test('the exit status is 64 and the sentence is on stderr, by any name')
def _():
    done = subprocess.run([as_stunnel(), '-c', '-r', '1'], check=False,
                          stdin=subprocess.DEVNULL, capture_output=True)
    equal((done.returncode, done.stdout, done.stderr[:20]),
          (64, b'', b'thimble: option -c: '), 'as stunnel')
    link = os.path.join(TMP, 'stunnel3')
    os.symlink(THIMBLE, link)
    done = subprocess.run([link, '-h'], check=False, capture_output=True,
                          stdin=subprocess.DEVNULL)
    equal((done.returncode, done.stdout[:15]), (0, b'usage: thimble '), '-h')


main()
