# SPDX-License-Identifier: MIT
"""What the backend is given: environment, descriptors, signals, stderr."""

import os
import signal

import pki
from procs import look
from tls import SERVED, Client
from wire import (BUSYBOX, TOP, Server, equal, jail, main, scratch, test,
                  tool)

POISON = {'LD_PRELOAD': '/nonexistent.so', 'IFS': 'x', 'ENV': '/tmp/x',
          'REMOTE_HOST': 'forged', 'SSL_CLIENT_DN': 'forged',
          'HTTP_PROXY': 'http://evil', 'BASH_ENV': '/tmp/x', 'SECRET': 's',
          'TZ': 'x', 'SSL_CIPHER': 'forged', 'HOME': '/tmp', 'PATH': '/x'}
# PATH and TZ are inetd's, that is root's; all else is made by thimble.
ALLOWED = {'PATH', 'TZ', 'PROTO', 'REMOTE_HOST', 'REMOTE_PORT', 'TCPREMOTEIP',
           'TCPREMOTEPORT', 'TCPLOCALIP', 'TCPLOCALPORT', 'SSL_PROTOCOL',
           'SSL_CIPHER', 'SSL_TLS_SNI_SERVERNAME'}


def served(s, **more):
    """A connection whose backend has been seen; (client, N, backend)."""
    c = Client(s.port, host=s.host, **more)
    c.send(b'x\n')
    equal(c.line(), b'x\n', 'echo')
    n = s.network()[0]
    return c, n, s.child_of(n, exe='/bin/cat')


@test('the environment is the allow list, whatever inetd had')
def _():
    identity = pki.by_thimble()
    with Server(pem=identity.pem, env=POISON) as s:
        for version in SERVED:
            c, _, backend = served(s, version=version)
            port = c.sock.getsockname()[1]
            got = backend.environ()
            equal(set(got), ALLOWED, 'names')
            for name, value in (
                    ('REMOTE_HOST', '127.0.0.1'), ('REMOTE_PORT', str(port)),
                    ('TCPREMOTEIP', '127.0.0.1'),
                    ('TCPREMOTEPORT', str(port)), ('TCPLOCALIP', '127.0.0.1'),
                    ('TCPLOCALPORT', str(s.port)),
                    ('SSL_PROTOCOL', 'TLSv' + version), ('PROTO', 'SSL'),
                    ('PATH', '/x'), ('TZ', 'x'),
                    ('SSL_TLS_SNI_SERVERNAME', 'localhost')):
                equal(got[name], value, name)
            if version == '1.3':
                equal(got['SSL_CIPHER'], c.tls.cipher()[0], 'SSL_CIPHER')
            c.end()
            s.quiet()


@test('a client that names no server: no name is made up')
def _():
    identity = pki.by_thimble()
    with Server(pem=identity.pem) as s:
        c, _, backend = served(s, name=None)
        equal(backend.environ().get('SSL_TLS_SNI_SERVERNAME', ''), '', 'name')
        c.end()
    with Server(pem=identity.pem, env={}) as s:
        c, _, backend = served(s)
        equal(set(backend.environ()), ALLOWED - {'TZ'}, 'names')
        if '/bin' not in backend.environ()['PATH'].split(':'):
            raise AssertionError(f'PATH is {backend.environ()["PATH"]}')
        c.end()


@test('descriptors are exactly 0, 1 and 2: one socket, not the client')
def _():
    identity = pki.by_thimble()
    with Server(pem=identity.pem) as s:
        c, n, backend = served(s)
        fds = backend.fds()
        equal(sorted(fds), [0, 1, 2], f'descriptors {fds}')
        equal(fds[0], fds[1], 'standard input and output')
        # 0 and 1 are an end of a unix socket pair, not a TCP socket.
        inode = fds[0].removeprefix('socket:[').removesuffix(']')
        with open('/proc/net/unix', encoding='ascii') as f:
            unix = {x.split()[6] for x in f.readlines()[1:]}
        equal(inode in unix, True, f'{fds[0]} is a unix socket')
        # Only the pipe that carries stderr to the log has its end in N.
        equal(set(n.fds().values()) & set(fds.values()), {fds[2]}, 'shared')
        equal(fds[2].startswith('pipe:'), True, f'{fds[2]} is a pipe')
        c.end()


@test('signals are at their defaults and none is blocked')
def _():
    identity = pki.by_thimble()

    def ignore():
        for sig in (signal.SIGHUP, signal.SIGPIPE, signal.SIGINT,
                    signal.SIGQUIT, signal.SIGUSR1):
            signal.signal(sig, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK,
                               [signal.SIGUSR2, signal.SIGTERM])

    with Server(pem=identity.pem, prepare=ignore) as s:
        c, _, backend = served(s)
        status = backend.status()
        # 32 to 34 are the C library's: glibc's posix_spawn starts programs
        # with them ignored, and no libc lets a program change them.
        ours = ~(7 << 31)
        for name in ('SigIgn', 'SigBlk', 'SigCgt'):
            equal(int(status[name], 16) & ours, 0, name)
        c.end()


@test('the backend keeps the rights it needs: root, no jail, no limits')
def _():
    identity = pki.by_thimble()
    with Server(pem=identity.pem) as s:
        c, _, backend = served(s)
        status = backend.status()
        equal(status['Uid'].split(), ['0'] * 4, 'uid')
        equal((status['Seccomp'], status['NoNewPrivs']), ('0', '0'),
              'seccomp, no_new_privs')
        equal(backend.link('root'), '/', 'root')
        equal(backend.read('limits'), look(s.inetd.pid).read('limits'),
              'limits, as inetd has them')
        c.end()


@test("the backend's stderr goes to the log and not to the client")
def _():
    identity = pki.by_thimble()
    noisy = '#!/bin/sh\necho first complaint >&2\necho to the client\n' \
            'printf "half a line" >&2\nprintf "\\033[2J%%n\\n" >&2\n' \
            'i=0\nwhile [ $i -lt 3000 ]; do echo "line $i" >&2\n' \
            'i=$((i + 1)); done\necho end\n'
    with Server(noisy, identity.pem) as s:
        with Client(s.port) as c:
            equal(c.end(), b'to the client\nend\n', 'what the client got')
        s.exit_line('eof')
        s.logged(r'STDERR service=imap first complaint$')
        s.logged(r'STDERR service=imap half a line')
        s.logged(r'STDERR service=imap line 2999$')
        for line in s.log():
            if not line.isprintable():
                raise AssertionError(f'control bytes: {line!r}')


@test('argv is what the line says; the program is found by its path')
def _():
    identity = pki.by_thimble()
    with Server(pem=identity.pem, args=[
            '-p', identity.pem, '--jail', jail(), '-l', tool('sh'), '--',
            'my-name', '-c', 'echo${IFS}argv0=$0;cat']) as s:
        with Client(s.port) as c:
            equal(c.line(), b'argv0=my-name\n', 'argv')
            c.end()
    with Server(pem=identity.pem, args=['-p', identity.pem, '--jail', jail(),
                                        '-l', '/bin/cat']) as s:
        c, _, backend = served(s)
        equal(backend.read('cmdline'), 'cat\0', 'argv without --')
        c.end()


@test('an IPv6 client; an IPv4 client on an IPv6 socket')
def _():
    identity = pki.by_thimble()
    with Server(pem=identity.pem, host='::1') as s:
        c, _, backend = served(s, ca=identity.ca)
        equal(backend.environ()['REMOTE_HOST'], '::1', 'REMOTE_HOST')
        equal(backend.environ()['TCPLOCALIP'], '::1', 'TCPLOCALIP')
        c.end()
        equal(s.exit_line('eof')['from'], '::1', 'from')
    with Server(pem=identity.pem, host='::') as s:
        s.host = '127.0.0.1'
        c, _, backend = served(s)
        equal(backend.environ()['REMOTE_HOST'], '127.0.0.1', 'REMOTE_HOST')
        c.end()
        equal(s.exit_line('eof')['from'], '127.0.0.1', 'from')


@test('real BusyBox syslogd gets START, EXIT and stderr from inside the jail')
def _():
    identity = pki.by_thimble()
    folder = scratch('syslog')
    launcher = os.path.join(TOP, 'tests/data/with-syslogd.sh')
    with Server('#!/bin/sh\necho complaint >&2\nexec cat\n', identity.pem,
                log=False,
                launcher=(tool('unshare'), '-m', launcher, folder),
                env={'PATH': os.environ['PATH'], 'BUSYBOX': BUSYBOX}) as s:
        s.log_path = os.path.join(folder, 'messages')
        for _ in range(2):
            c, n, _ = served(s)
            equal(n.status()['Seccomp'], '2', 'seccomp')
            c.end()
            s.quiet()
        s.exit_line('eof', 2)
        s.logged(r'daemon\.(info|notice) thimble\[\d+\]: START service=imap '
                 r'from=127\.0\.0\.1$')
        s.logged(r'thimble\[\d+\]: .*complaint$')


main()
