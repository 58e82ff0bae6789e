# SPDX-License-Identifier: MIT
"""Backends that are connected to (-r), and programs on a terminal (-L)."""

import contextlib
import hashlib
import imaplib
import os
import random
import re
import socket
import ssl
import struct
import subprocess
import threading
import time

import pki
from mail import PASSWORD, USER, Mail
from procs import listening
from tls import Client, Cut
from wire import (BUSYBOX, THIMBLE, TMP, Server, command, equal, eventually,
                  free_port, jail, main, scratch, test, tool)

MB = 1 << 20


def relay(identity, where, *opts, log=True, **more):
    """inetd with a line that connects to WHERE."""
    s_log = os.path.join(scratch('relay'), 'log')
    args = ['-p', identity.pem, '--jail', jail(), '-N', 'imap', *opts]
    if log:
        args += ['-o', s_log]
    s = Server(args=[*args, '-r', where], **more)
    s.log_path = s_log
    return s


class Plain:
    """A server of plain text: calls serve with each connection."""

    def __init__(self, serve, at=('127.0.0.1', 0)):
        family = socket.AF_UNIX if isinstance(at, str) else \
            socket.AF_INET6 if ':' in at[0] else socket.AF_INET
        self.sock = socket.socket(family)
        self.sock.bind(at)
        self.sock.listen(8)
        self.seen = []          # what serve returned, per connection
        self.serve = serve
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    @property
    def port(self):
        """Where it listens."""
        return self.sock.getsockname()[1]

    def _run(self):
        while True:
            try:
                conn, peer = self.sock.accept()
            except OSError:
                return
            with conn, contextlib.suppress(OSError):
                conn.settimeout(20)
                self.seen.append(self.serve(conn, peer))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()
        self.thread.join(5)


def echo(conn, peer):
    """What cat does; the result is the peer."""
    while True:
        data = conn.recv(65536)
        if not data:
            return peer
        conn.sendall(data)


def all_of(conn, _peer):
    """Everything up to the end of the other side, then one answer."""
    got = b''
    while True:
        data = conn.recv(65536)
        if not data:
            conn.sendall(b'answer')
            return got
        got += data


def alone(s):
    """The only process of the only connection, N."""
    def look():
        procs = s.procs()
        return procs[0] if len(procs) == 1 else None
    return eventually(look, 5, 'one process only')


@test('-r to real imap4d on a port of its own, by number, name and IPv6', 60)
def _():
    identity, box = pki.by_thimble(), Mail()
    for host, where in (('127.0.0.1', '{}'), ('127.0.0.1', ':{}'),
                        ('127.0.0.1', 'localhost:{}'),
                        ('127.0.0.1', '127.0.0.1:{}'), ('::1', '[::1]:{}'),
                        ('::1', '::1:{}')):
        port = free_port(host)
        folder = scratch('plain')
        conf, start = (os.path.join(folder, x) for x in ('conf', 'imapd'))
        # Without a syslogd imap4d complains to its stderr, the socket.
        with open(start, 'w', encoding='ascii') as f:
            f.write(f'#!/bin/sh\nexec {" ".join(box.imap)} 2>/dev/null\n')
        os.chmod(start, 0o755)
        with open(conf, 'w', encoding='ascii') as f:
            f.write(f'{host}:{port} stream tcp{"6" if ":" in host else ""} '
                    f'nowait root {start} imapd\n')
        with subprocess.Popen([BUSYBOX, 'inetd', '-f', '-e', conf],
                              stdin=subprocess.DEVNULL) as plain:
            try:
                eventually(lambda: listening(port), 5, 'imap4d')
                with relay(identity, where.format(port)) as s:
                    trust = ssl.create_default_context(cafile=identity.ca)
                    m = imaplib.IMAP4_SSL('localhost', s.port,
                                          ssl_context=trust, timeout=20)
                    m.login(USER, PASSWORD)
                    equal(m.select('INBOX'), ('OK', [b'1']), 'SELECT')
                    alone(s)
                    m.logout()
                    s.exit_line('eof|reset')
            finally:
                plain.terminate()


@test('a unix socket; one process while idle, in its sandbox, K is gone')
def _():
    identity = pki.by_thimble()
    path = os.path.join(scratch('unix'), 'sock')
    with Plain(echo, path), relay(identity, path) as s:
        with Client(s.port, ca=identity.ca) as c:
            c.send(b'x\n')
            equal(c.line(), b'x\n', 'echo')
            n = alone(s)
            status = n.status()
            equal(status['Seccomp'], '2', 'seccomp')
            equal(n.link('root'), os.path.realpath(jail()), 'root')
            sockets = [x for x in n.fds().values()
                       if x.startswith('socket:')]
            equal(len(sockets), 2, f'sockets of N: {n.fds()}')
            c.end()
        end = s.exit_line('eof')
        equal((end['in'], end['out']), ('2', '2'), 'counts')


@test('24 MB each way at once over -r, TLS 1.2 and 1.3', 90)
def _():
    identity = pki.by_thimble()
    data = random.Random(1).randbytes(24 * MB)
    with Plain(echo) as plain, relay(identity, str(plain.port)) as s:
        for count, version in enumerate(('1.2', '1.3'), 1):
            with Client(s.port, version=version) as c:
                got = c.both_ways(data, len(data))
                equal(hashlib.sha256(got).digest(),
                      hashlib.sha256(data).digest(), 'echo')
                c.end()
            end = s.exit_line('eof', count)
            equal((end['in'], end['out']), (str(len(data)),) * 2, 'counts')


@test('half-close through -r, by either side')
def _():
    identity = pki.by_thimble()
    with Plain(all_of) as plain, relay(identity, str(plain.port)) as s:
        with Client(s.port) as c:
            c.send(b'question')
            c.close_notify()
            equal(c.rest(), b'answer', 'after our end')
        equal(plain.seen, [b'question'], 'what the server got')
        s.exit_line('eof')

    def speaks_first(conn, _peer):
        conn.sendall(b'last words')
        conn.shutdown(socket.SHUT_WR)
        return conn.recv(100)

    with Plain(speaks_first) as plain, relay(identity, str(plain.port)) as s:
        with Client(s.port) as c:
            equal(c.rest(), b'last words', 'before its end')
            c.send(b'mine')
            c.end()
        eventually(lambda: plain.seen, 5, 'the server is done')
        equal(plain.seen, [b'mine'], 'what the server got')
        s.exit_line('eof')


@test('a server that resets: the client sees that it is not the whole')
def _():
    identity = pki.by_thimble()

    def resets(conn, _peer):
        conn.sendall(b'half')
        conn.recv(1)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                        struct.pack('ii', 1, 0))

    with Plain(resets) as plain, relay(identity, str(plain.port)) as s:
        with Client(s.port) as c:
            equal(c.exactly(4), b'half', 'the first half')
            c.send(b'x')
            try:
                raise AssertionError(f'an end in order: {c.recv()!r}')
            except (Cut, ConnectionResetError):
                pass
        s.exit_line('backend-reset')


def turned_away(s, seconds):
    """A client gets a whole handshake, then close_notify; how long it took."""
    began = time.monotonic()
    with Client(s.port, version='1.3', timeout=30) as c:
        equal(c.rest(), b'', 'what came')
    took = time.monotonic() - began
    if not seconds[0] <= took <= seconds[1]:
        raise AssertionError(f'took {took:.2f} s, not {seconds}')
    s.exit_line('no-backend')


@test('nobody listens: close_notify and a line with address and reason')
def _():
    identity = pki.by_thimble()
    for host in ('127.0.0.1', '::1'):
        port = free_port(host)
        with relay(identity, f'[{host}]:{port}') as s:
            turned_away(s, (0, 3))
            s.logged(rf'connect to {host} port {port}: Connection refused$')
    path = os.path.join(TMP, 'no-such-socket')
    with relay(identity, path) as s:
        turned_away(s, (0, 3))
        s.logged(rf'connect to {path}: No such file or directory$')


@test('a server that does not accept: --connect, TCP and unix', 60)
def _():
    identity = pki.by_thimble()
    path = os.path.join(scratch('full'), 'sock')
    for family, at in ((socket.AF_INET, ('127.0.0.1', 0)),
                       (socket.AF_UNIX, path)):
        with contextlib.ExitStack() as stack:
            full = stack.enter_context(socket.socket(family))
            full.bind(at)
            full.listen(0)
            where = path if family == socket.AF_UNIX else \
                f'127.0.0.1:{full.getsockname()[1]}'
            # Fills the queue until the kernel lets the next one wait.
            for _ in range(3):
                c = stack.enter_context(socket.socket(family))
                c.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    c.connect(full.getsockname())
            with relay(identity, where, '--connect', '2') as s:
                turned_away(s, (1.8, 4))
                s.logged(r'connect to .*: (Operation|Connection) timed out$')


@test('no handshake, no connection to the server')
def _():
    identity = pki.by_thimble()
    with Plain(echo) as plain, relay(identity, str(plain.port)) as s:
        with Client(s.port, handshake=False) as c:
            c.sock.sendall(c.hello())
            n = s.network()[0]
            s.child_of(n)
            time.sleep(0.3)
        s.exit_line('.*')
        equal(plain.seen, [], 'connections')


def headers(version):
    """Each kind of client with this header: (header, client's address)."""
    identity = pki.by_thimble()

    def first(conn, _peer):
        data = conn.recv(1000)
        conn.sendall(b'seen\n')
        return data + all_of(conn, None)

    for host in ('127.0.0.1', '::1', '::'):
        with Plain(first) as plain, relay(
                identity, str(plain.port), '--proxy-protocol', version,
                host=host) as s:
            to = '127.0.0.1' if host == '::' else host
            with Client(s.port, host=to, name='mail.example.org') as c:
                mine = c.sock.getsockname()[1]
                equal(c.line(), b'seen\n', 'an answer to the header alone')
                c.send(b'data')
                c.close_notify()
                c.rest()
                suite = c.tls.cipher()[0]
            yield plain.seen[0], to, mine, s.port, suite


@test('PROXY version 1 before the first byte, IPv4, IPv6, mapped IPv4')
def _():
    for got, host, port, at, _ in headers('1'):
        kind = 'TCP6' if ':' in host else 'TCP4'
        equal(got, f'PROXY {kind} {host} {host} {port} {at}\r\ndata'.encode(),
              'header and data')


@test('PROXY version 2 with server name, TLS version and suite')
def _():
    for got, host, port, at, suite in headers('2'):
        family = socket.AF_INET6 if ':' in host else socket.AF_INET
        ip = socket.inet_pton(family, host)
        tls = b'\x21' + struct.pack('>H', 7) + b'TLSv1.3' + b'\x23' + \
            struct.pack('>H', len(suite)) + suite.encode()
        tls = b'\1\0\0\0\1' + tls
        body = ip + ip + struct.pack('>HH', port, at) + \
            b'\2' + struct.pack('>H', 16) + b'mail.example.org' + \
            b'\x20' + struct.pack('>H', len(tls)) + tls
        equal(got, b'\r\n\r\n\0\r\nQUIT\n\x21' +
              (b'\x21' if ':' in host else b'\x11') +
              struct.pack('>H', len(body)) + body + b'data', 'header')


@test("Debian's haproxy takes both headers and logs the client's address", 60)
def _():
    identity = pki.by_thimble()
    folder = scratch('haproxy')
    port = free_port()
    log = os.path.join(folder, 'out')
    with Plain(echo) as plain, open(log, 'wb') as out:
        conf = os.path.join(folder, 'conf')
        with open(conf, 'w', encoding='ascii') as f:
            f.write('global\n log stdout format raw local0\n'
                    'defaults\n mode tcp\n timeout connect 5s\n'
                    ' timeout client 20s\n timeout server 20s\n'
                    ' log global\n'
                    ' log-format "src=%ci:%cp dst=%fi:%fp '
                    'tls=%[fc_pp_authority]"\n'
                    f'listen a\n bind 127.0.0.1:{port} accept-proxy\n'
                    f' server s 127.0.0.1:{plain.port}\n')
        with subprocess.Popen([tool('haproxy'), '-db', '-f', conf],
                              stdin=subprocess.DEVNULL, stdout=out,
                              stderr=out) as proxy:
            try:
                eventually(lambda: listening(port), 10, 'haproxy')
                for version in ('1', '2'):
                    with relay(identity, str(port), '--proxy-protocol',
                               version, host='::') as s:
                        for host in ('127.0.0.1', '::1'):
                            with Client(s.port, host=host,
                                        name='mail.example.org') as c:
                                mine = c.sock.getsockname()[1]
                                c.send(b'x\n')
                                equal(c.line(), b'x\n', 'echo')
                                c.end()
                            name = 'mail.example.org' if version == '2' \
                                else '-'
                            want = f'src={host}:{mine} dst={host}:{s.port} ' \
                                f'tls={name}'
                            eventually(lambda w=want: w in open(
                                log, encoding='ascii').read().split('\n'), 5,
                                f'{want} in the log')
            finally:
                proxy.terminate()


@test('-I: the source address; -O r and l: socket options; bad ones')
def _():
    identity = pki.by_thimble()
    with Plain(echo) as plain:
        with relay(identity, str(plain.port), '-I', '127.0.0.9', '-O',
                   'r:SO_SNDBUF=20000', '-O', 'l:SO_RCVBUF=30000', '-O',
                   'r:SO_LINGER=1:5') as s:
            with Client(s.port) as c:
                c.send(b'x\n')
                equal(c.line(), b'x\n', 'echo')
                # The kernel doubles what is asked for.
                seen = command(tool('ss'), '-tmnH', 'state', 'established',
                               f'( sport = :{s.port} or dport = '
                               f':{plain.port} )').stdout.decode()
                equal('rb60000' in seen, True, f'l:SO_RCVBUF in {seen}')
                equal('tb40000' in seen, True, f'r:SO_SNDBUF in {seen}')
                c.end()
            s.exit_line('eof')
        equal(plain.seen[0][0], '127.0.0.9', 'source')
        for opts, said in (
                (('-O', 'l:SO_BINDTODEVICE=none9'),
                 'option -O l:SO_BINDTODEVICE=none9: No such device'),
                (('-I', '192.0.2.9'),
                 f'port {plain.port}: Address not available')):
            with relay(identity, str(plain.port), *opts) as s:
                with contextlib.suppress(Cut, ssl.SSLError, OSError):
                    with Client(s.port, timeout=5) as c:
                        equal(c.rest(), b'', 'what came')
                s.logged(re.escape(said))
        equal(len(plain.seen), 1, 'connections')


@test('strace: N makes no call that is not on its list', 60)
def _():
    identity = pki.by_thimble()
    allowed = {'read', 'write', 'recvfrom', 'sendto', 'recvmsg', 'shutdown',
               'close', 'poll', 'ppoll', 'wait4', 'restart_syscall',
               'rt_sigreturn', 'clock_gettime', 'getrandom', 'madvise',
               'exit', 'exit_group'}
    path = os.path.join(scratch('unix'), 'sock')
    with Plain(echo) as plain, Plain(echo, path):
        for args in (('-r', str(plain.port)), ('-r', path),
                     ('--proxy-protocol', '2', '-r', str(plain.port)),
                     ('-r', '1'), ('-L', '/bin/cat')):
            trace = os.path.join(scratch('trace'), 't')
            with Server(args=['-ff', '-o', trace, THIMBLE, '-p', identity.pem,
                              '--jail', jail(), *args],
                        program=(tool('strace'), 'strace')) as s:
                with contextlib.suppress(AssertionError), \
                        Client(s.port, timeout=20) as c:
                    c.send(b'x\n')
                    c.line()
                    c.end()
                s.quiet(10)
            confined = 0
            for name in os.listdir(os.path.dirname(trace)):
                with open(os.path.join(os.path.dirname(trace), name),
                          encoding='ascii', errors='replace') as f:
                    _, found, rest = f.read().partition('PR_SET_SECCOMP')
                if not found:
                    continue
                confined += 1
                calls = set(re.findall(r'^(\w+)\(', rest, re.M))
                equal(calls - allowed, set(), f'{args}: other calls')
                equal('recvmsg' in calls, True, f'{args}: recvmsg')
                equal('SIGSYS' in rest, False, f'{args}: killed')
            equal(confined, 1, f'{args}: processes with a filter')


LOGIN = '''#!/bin/sh
[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && [ "$(tty)" != "not a tty" ] || exit 9
stty size speed </dev/tty || exit 8
printf 'login: ' >&2
read -r user
printf 'Hello, %s, from %s\\n' "$user" "$REMOTE_HOST"
trap 'echo hung-up >"$0.hup"; exit 0' HUP
while :; do sleep 0.1; done
'''


@test('-L: a terminal of its own with prompt and echo; hung up at the end')
def _():
    identity = pki.by_thimble()
    folder = scratch('tty')
    script = os.path.join(folder, 'login')
    log = os.path.join(folder, 'log')
    with open(script, 'w', encoding='ascii') as f:
        f.write(LOGIN)
    os.chmod(script, 0o755)
    with Server(args=['-p', identity.pem, '--jail', jail(), '-N', 'telnets',
                      '-o', log, '-L', script]) as s:
        s.log_path = log
        with Client(s.port) as c:
            equal(c.line(), b'0 0\r\n', 'size: none')
            c.line()
            equal(c.exactly(7), b'login: ', 'prompt, on stderr')
            c.send(b'demo\n')
            equal(c.line(), b'demo\r\n', 'echo of the terminal')
            equal(c.line(), b'Hello, demo, from 127.0.0.1\r\n', 'greeting')
            n = s.network()[0]
            equal(n.status()['Seccomp'], '2', 'seccomp')
            shell = s.child_of(n, exe=os.path.realpath('/bin/sh'))
            fields = shell.read('stat').rsplit(')', 1)[1].split()
            equal(fields[3], str(shell.pid), 'session of its own')
            equal(fields[4] != '0', True, 'controlling terminal')
            c.end()
        s.exit_line('eof')
        eventually(lambda: os.path.exists(script + '.hup'), 5, 'SIGHUP')


@test('-L: a program that ends; one that is not there; big output')
def _():
    identity = pki.by_thimble()
    log = os.path.join(scratch('tty'), 'log')

    def on_tty(prog, *argv):
        s = Server(args=['-p', identity.pem, '--jail', jail(), '-o', log,
                         '-L', prog, *(('--', *argv) if argv else ())])
        s.log_path = log
        return s

    with on_tty('/usr/bin/seq', 'seq', '200000') as s:
        with Client(s.port) as c:
            got = c.rest()
        equal(got, b''.join(b'%d\r\n' % i for i in range(1, 200001)), 'all')
        s.exit_line('eof')
    with on_tty('/no/such/program') as s:
        with Client(s.port) as c:
            equal(c.rest(), b'', 'nothing')
        s.exit_line('backend-exit:127', 2)
        s.logged('start /no/such/program: No such file or directory')


main()
