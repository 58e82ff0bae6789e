# SPDX-License-Identifier: MIT
"""Everything beside the peers, in one run on this machine, so that the ratios
mean something: times depend on what else the machine does, and the peers take
turns so that a busy moment hits all.

  program  bytes of the program
  size     the same with the libraries that it loads
  idle     KB of PSS that one more idle connection costs (lib/idle_memory.py)
  connect  ms from connect(2) to the backend's first line, the middle of RUNS
           full handshakes one after the other
  again    the same with the session of the connection before
  insns    million instructions of all processes for a full handshake, exec to
           exit, by QEMU; only what inetd starts
  insns+   the same with a session
  bulk     MB/s that the client sees of BULK MB, the better of two
  cpu      ns a byte that all processes of the wrapper took for it
  user     of it in user mode, where the cipher is
  loop     ns a byte of mbedTLS's cipher in a loop (bench/cipher.c); its ratio
           is thimble's cpu over it

"-": it has no such thing; tlswrapper knows TLS 1.2 only. "best" is the best
peer's figure and "ratio" thimble's (inetd, nowait) over it: below 1 is
better, for bulk above 1.
"""

import os
import re
import socket
import statistics
import subprocess
import sys
import time

import idle_memory
import peers
import pki
from figures import TOP, Figures
from icount import count, s_client
from modes import Daemon, Waiting
from tls import context
from wire import BUSYBOX, THIMBLE, TMP, Server, command, scratch, tool

RUNS = 25
BULK = 96
VERSIONS = ('1.2', '1.3')
SUITES = {
    ('1.2', 'aes128'): 'ECDHE-ECDSA-AES128-GCM-SHA256',
    ('1.2', 'aes256'): 'ECDHE-ECDSA-AES256-GCM-SHA384',
    ('1.2', 'chacha'): 'ECDHE-ECDSA-CHACHA20-POLY1305',
    ('1.3', 'aes128'): 'TLS_AES_128_GCM_SHA256',
    ('1.3', 'aes256'): 'TLS_AES_256_GCM_SHA384',
    ('1.3', 'chacha'): 'TLS_CHACHA20_POLY1305_SHA256',
}


def thimble(kind):
    """One of the modes."""
    return lambda pem, backend: kind(backend, pem, log=False)


MAKERS = {
    'thimble': thimble(Server),
    'wait': thimble(Waiting),
    '-d': thimble(Daemon),
    'tlswrapper': peers.tlswrapper,
    'stunnel4': peers.stunnel,
    'stunnel4 -d': peers.stunnel_daemon,
    'socat': peers.socat,
    'hitch': peers.Hitch,
}
OURS = ('thimble', 'wait', '-d')
PROGRAMS = {'thimble': THIMBLE, 'hitch': '/usr/sbin/hitch'} | {
    name: tool(name.split()[0]) for name in MAKERS
    if name not in (*OURS, 'hitch')}
_figures = Figures('table')
note = _figures.note


def able(name, version):
    """Whether it has that version."""
    return version == '1.2' or name != 'tlswrapper'


def script(text):
    """A backend's path; its processes are BusyBox's."""
    path = os.path.join(scratch('backend'), 'backend')
    with open(path, 'w', encoding='ascii') as f:
        f.write(f'#!{BUSYBOX} sh\n{text}\nexec {BUSYBOX} cat\n')
    os.chmod(path, 0o755)
    return (path,)


def loaded(program):
    """Bytes of a program with its libraries."""
    said = command('ldd', program, check=False).stdout.decode()
    files = {os.path.realpath(program)} | {
        os.path.realpath(x) for x in re.findall(r'(/\S+) \(0x', said)}
    return sum(os.path.getsize(x) for x in files)


def idle(pem):
    """Rows of idle memory."""
    for version in VERSIONS:
        for name, make in MAKERS.items():
            if able(name, version):
                found = idle_memory.measure(
                    make(pem, idle_memory.BACKEND), version)
                note('idle ' + version, name, found.slope)


def first_line(port, session, settings):
    """Milliseconds to the first line; the session to come back with."""
    start = time.monotonic()
    with socket.create_connection(('127.0.0.1', port), 10) as sock:
        with settings.wrap_socket(sock, session=session,
                                  suppress_ragged_eofs=True) as s:
            if not s.recv(100):
                raise AssertionError(f'no banner from port {port}')
            took = (time.monotonic() - start) * 1e3
            return took, s.session, s.session_reused


def connects(pem):
    """Rows of connect and again."""
    # It stays: hitch loses the last words of a backend that goes at once.
    backend = script("echo '* OK ready'")
    servers = {name: make(pem, backend) for name, make in MAKERS.items()}
    for version in VERSIONS:
        settings = context(version=version)
        full = {name: [] for name in servers if able(name, version)}
        again = {name: [] for name in full}
        for run in range(RUNS + 1):     # the first one warms
            for name in full:
                port = servers[name].port
                took, session, _ = first_line(port, None, settings)
                if run > 0:
                    full[name].append(took)
                took, _, reused = first_line(port, session, settings)
                if run > 0 and reused:
                    again[name].append(took)
        for name, times in full.items():
            note('connect ' + version, name, statistics.median(times))
            if len(again[name]) == RUNS:
                note('again ' + version, name,
                     statistics.median(again[name]))
    for server in servers.values():
        server.__exit__(None, None, None)


def instructions(name, argv):
    """Rows of insns and insns+."""
    for version in VERSIONS:
        if not able(name, version):
            continue
        option = '-tls' + version.replace('.', '_')
        session = os.path.join(scratch('session'), 'session')
        ways = {'insns ': ('-sess_out', session),
                'insns+ ': ('-sess_in', session)}
        for label, words in ways.items():
            if words[0] == '-sess_in' and not os.path.exists(session):
                continue
            found, reused = [], True
            for _ in range(3):
                insns, processes, said = count(argv, s_client(option, *words))
                if processes == 0 or 'Cipher is (NONE)' in said:
                    raise AssertionError(f'{name}: no handshake: {said}')
                found.append(insns)
                reused = reused and 'Reused, ' in said
            if reused == (label == 'insns+ '):
                note(label + version, name, statistics.median(found))


def spent(server):
    """Seconds of user and of all processor time of the wrapper so far."""
    ticks = [[int(x) for x in p.read('stat').rsplit(')', 1)[1].split()[11:13]]
             for p in idle_memory.wrappers(server)]
    user, system = (sum(x) for x in zip(*ticks)) if ticks else (0, 0)
    hz = os.sysconf('SC_CLK_TCK')
    return user / hz, (user + system) / hz


def download(server, version, cipher):
    """MB/s and the two processor times; None: it refuses."""
    suite = SUITES[version, cipher]
    conf = os.path.join(TMP, f'{cipher}.cnf')
    with open(conf, 'w', encoding='ascii') as f:
        f.write('openssl_conf = a\n[a]\nssl_conf = b\n[b]\n'
                'system_default = c\n[c]\n'
                f'Ciphersuites = {SUITES["1.3", cipher]}\n')
    before = spent(server)
    with subprocess.Popen(
            (sys.executable, TOP + '/tests/bench/download.py',
             str(server.port), str(BULK << 20), version, suite),
            env=os.environ | {'OPENSSL_CONF': conf}, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE) as c:
        line = c.stdout.readline()
        after = spent(server)
        said = c.communicate()[1].decode()
    if said.startswith('refused'):
        return None
    if not line:
        raise AssertionError(f'{cipher}, TLS {version}: {said}')
    return (float(line), *(b - a for a, b in zip(before, after)))


def bulks(pem):
    """Rows of bulk, cpu, user and loop, in turns."""
    backend = script(f'{BUSYBOX} dd if=/dev/zero bs=65536 '
                     f'count={BULK * 16} 2>/dev/null')
    makers = {n: m for n, m in MAKERS.items() if n not in OURS[1:]}
    loop = os.path.join(os.path.dirname(THIMBLE), 'bench/cipher')
    for version, cipher in SUITES:
        found, alone = {}, []
        for _ in range(2):
            alone.append(int(command(loop, cipher, 'seal', str(BULK)).stdout))
            for name, make in makers.items():
                if not able(name, version):
                    continue
                with make(pem, backend) as server:
                    got = download(server, version, cipher)
                if got is not None:
                    found.setdefault(name, []).append(got)
        for name, runs in found.items():
            rate, user, total = zip(*runs)
            note(f'bulk {version} {cipher}', name, max(rate))
            for label, times in ('cpu', total), ('user', user):
                note(f'{label} {version} {cipher}', name,
                     min(times) / (BULK << 20) * 1e9)
        note(f'loop {version} {cipher}', 'thimble', min(alone) / (BULK << 20))


def table():
    """Prints it; the last two columns compare."""
    rows = {}
    for (label, name), figure in _figures.items():
        rows.setdefault(label, {})[name] = figure
    lines = [['', *MAKERS, 'best', 'ratio']]
    for label, row in sorted(rows.items(), key=lambda x: ORDER.index(
            x[0].split()[0])):
        digits = '.0f' if label.split()[0] in ('program', 'size',
                                                  'bulk') else '.2f'
        others = [row[n] for n in row if n not in OURS]
        best = (max if label.startswith('bulk') else min)(others, default=None)
        mine = row.get('thimble')
        cells = [*(row.get(n) for n in MAKERS), best]
        if label.startswith('loop'):
            mine, best = rows['cpu' + label[4:]]['thimble'], mine
        ratio = '-' if mine is None or not best else f'{mine / best:.2f}'
        lines.append([label, *('-' if c is None else f'{c:{digits}}'
                               for c in cells), ratio])
    for line in lines:
        print(f'{line[0]:<16}' + ''.join(f'{c:>12}' for c in line[1:]))
    _figures.write()


ORDER = ('program', 'size', 'idle', 'connect', 'again', 'insns', 'insns+',
         'bulk', 'cpu', 'user', 'loop')


def main():
    """All rows."""
    pem = pki.self_signed('P-256').pem
    for name, program in PROGRAMS.items():
        note('program', name, os.path.getsize(program))
        note('size', name, loaded(program))
    for part in idle, connects, bulks:
        part(pem)
    no = '/nonexistent'
    instructions('thimble', (THIMBLE, '-p', pem, '-o', '/dev/null', '--run',
                             scratch('run'), '-l', no))
    instructions('tlswrapper', (tool('tlswrapper'), '-f', pem, no))
    instructions('stunnel4', (tool('stunnel4'), peers.conf(
        *peers.stunnel_lines(pem, (no,)))))
    table()


main()
