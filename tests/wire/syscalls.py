# SPDX-License-Identifier: MIT
"""System calls of a connection, from exec to the end of both processes, with
what each is for: on a router's processor they are a tenth of what it costs.

TLS 1.3 with a full handshake, inetd, a pem and an echo; not the first
connection, which makes the files in /run/thimble. Those of the backend do not
count. The table says how many there may be; a call that it does not have fails.
"""

import collections
import os
import re

import pki
from tls import Client
from wire import BUSYBOX, THIMBLE, Server, equal, main, scratch, test, tool

WAITS = {
    # As often as others run first, and the reads that find nothing.
    'recvfrom': (40, 'eight records, two calls each; control messages'),
    'ppoll': (20, 'the client, control messages, the backend'),
    'wait4': (2, "the program's exit status, perhaps before its end"),
    'poll': (3, 'the end: last words on stderr, a last alert'),
}
TABLE = {
    # mbedTLS writes each record as it is.
    'sendto': (18, 'nine records; control messages'),
    # Descriptors: each process closes what belongs to the other.
    'close': (27, 'ends of four channels in two processes, files'),
    'dup2': (7, 'descriptors 0, 1 and 2: K, the program, 1 of inetd'),
    'close_range': (2, 'what inetd left open; what the program must not get'),
    'socketpair': (2, 'control messages, plain text'),
    'pipe2': (1, "the program's stderr"),
    'fcntl': (12, 'musl sets O_CLOEXEC twice; locks that hold a place'),
    # Signals: musl blocks them around fork and around each change of ids.
    'rt_sigprocmask': (24, 'fork, ids, the request to make room'),
    'rt_sigaction': (9, 'SIGPIPE, SIGXFSZ, SIGCHLD, SIGURG, SIGTERM, the '
                        "program's"),
    # Files: the log, the pem, tickets, places of the limits, the jail.
    'open': (11, 'log, /dev/null, pem, folders, uid_map'),
    'openat': (10, 'places, tickets, status, maps of ids'),
    'read': (9, 'pem, tickets, uid_map, status, stderr'),
    'write': (3, 'log'),
    'fstat': (9, 'owner and mode of each file that is judged'),
    'lstat': (1, 'the jail'), 'stat': (1, 'the pem'),
    'getdents64': (2, 'the jail is empty'),
    'mkdir': (1, 'the jail'),
    'flock': (5, 'the table of places, the tickets'),
    'mmap': (2, 'the table of places'), 'munmap': (2, 'the same'),
    'sysinfo': (1, 'how many places'),
    'ioctl': (1, 'bytes of a client that has yet to be waited for'),
    # The socket that inetd hands over.
    'getpeername': (1, 'log, limits'), 'getsockname': (1, 'service'),
    'getsockopt': (1, 'is it wait or nowait'),
    'setsockopt': (5, 'keepalive, no delay'), 'shutdown': (4, 'both ends'),
    # Privileges of N.
    'geteuid': (5, ''), 'prctl': (5, 'no core, no new rights, the filter'),
    'prlimit64': (3, 'core, descriptors, processes'),
    'chroot': (1, ''), 'chdir': (1, ''), 'setgroups': (1, ''),
    'setresgid': (1, ''), 'setresuid': (1, ''),
    'setuid': (1, 'shows that there is no way back'),
    # Randomness, memory, processes.
    'getrandom': (8, 'hello, key share, signature, tickets'),
    'mprotect': (1, 'the guard of its stack'),
    'madvise': (16, 'what the handshake used goes back'),
    'execve': (2, 'thimble; the program'), 'fork': (1, 'K'),
    'set_tid_address': (2, 'libc'), 'arch_prctl': (1, 'libc'),
    'getpid': (4, 'log'), 'setsid': (1, 'the program'),
    'exit_group': (1, 'N'),
    'socket': (1, 'log'), 'connect': (1, 'log'),
}
MOST = 205      # but for waits; 385 when each signal was reset one by one


def calls(path):
    """Names of a process's calls until it is another program, those of inetd
    in it left out; whether inetd started it."""
    names, ours = [], False
    with open(path, encoding='utf-8', errors='replace') as f:
        for line in f:
            if line[0] in '+-':
                continue
            names.append(re.match(r'\w+', line)[0])
            if names[-1] != 'execve':
                continue
            if ours or f'"{THIMBLE}"' not in line:
                break
            names, ours = ['execve'], True
    return names, ours


def connection(folder):
    """Calls of the last connection by name: N, and K until it is another."""
    found = collections.Counter()
    for file in sorted(os.listdir(folder), key=lambda x: int(x[2:])):
        names, ours = calls(f'{folder}/{file}')
        if ours:
            found.clear()
        found.update(names)
    return found


@test('how many, and what for', 60)
def _():
    folder = scratch('trace')
    identity = pki.by_thimble()
    with Server((BUSYBOX, 'cat'), identity.pem,
                opts=('--run', scratch('run')),
                launcher=(tool('strace'), '-ff', '-o', folder + '/t')) as s:
        for _ in range(2):
            with Client(s.port, version='1.3') as c:
                c.send(b'x\n')
                equal(c.line(), b'x\n', 'echo')
                c.end()
            s.quiet(30)
    found = connection(folder)
    said = ', '.join(f'{n} {name}' for name, n in found.most_common())
    over = [f'{n} {name}' for name, n in found.items()
            if n > (TABLE | WAITS).get(name, (0,))[0]]
    equal(over, [], f'more than the table has; in all: {said}')
    total = sum(n for name, n in found.items() if name not in WAITS)
    equal(total <= MOST, True, f'{total} calls and waits: {said}')


main()
