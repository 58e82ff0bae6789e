# SPDX-License-Identifier: MIT
"""What /proc says about processes and sockets."""

import os
from dataclasses import dataclass

_kept = []


@dataclass(frozen=True)
class Proc:
    """A process as it was when it was looked at."""

    pid: int
    ppid: int
    state: str      # R, S, D, T, Z
    exe: str        # '' for a zombie, or when it may not be seen

    def read(self, name):
        """The text of /proc/PID/name."""
        with open(f'/proc/{self.pid}/{name}', encoding='utf-8',
                  errors='surrogateescape') as f:
            return f.read()

    def link(self, name):
        """Where the link /proc/PID/name points to."""
        return os.readlink(f'/proc/{self.pid}/{name}')

    def status(self):
        """/proc/PID/status as a dictionary."""
        return {key: value.strip() for key, value in
                (x.split(':', 1) for x in self.read('status').splitlines())}

    def fds(self):
        """The open descriptors: {0: 'socket:[123]', ...}."""
        folder = f'/proc/{self.pid}/fd'
        return {int(n): os.readlink(f'{folder}/{n}')
                for n in os.listdir(folder)}

    def environ(self):
        """The environment that the process was started with."""
        return dict(x.split('=', 1) for x in
                    self.read('environ').split('\0') if x)

    def cpu_seconds(self):
        """User and system time so far; one tick is 10 ms."""
        fields = self.read('stat').rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def memory_kb(self):
        """The fields of smaps_rollup: {'Pss': 120, 'Private_Dirty': 40}."""
        pairs = (x.split(':', 1) for x in
                 self.read('smaps_rollup').splitlines()[1:])
        return {key: int(value.split()[0]) for key, value in pairs}

    def memory(self):
        """Yields (address, bytes) for every mapping that can be read."""
        maps = self.read('maps').splitlines()
        with open(f'/proc/{self.pid}/mem', 'rb', buffering=0) as mem:
            for line in maps:
                span, mode = line.split()[:2]
                start, end = (int(x, 16) for x in span.split('-'))
                if mode[0] != 'r' or line.endswith(('[vvar]', '[vsyscall]',
                                                    '[vvar_vclock]')):
                    continue
                mem.seek(start)
                data = bytearray()
                while len(data) < end - start:
                    piece = mem.read(end - start - len(data))
                    if not piece:
                        break
                    data += piece
                yield start, bytes(data)


def look(pid):
    """The process PID, or None."""
    try:
        with open(f'/proc/{pid}/stat', encoding='utf-8',
                  errors='surrogateescape') as f:
            fields = f.read().rsplit(')', 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    try:
        exe = os.readlink(f'/proc/{pid}/exe')
    except OSError:
        exe = ''
    return Proc(pid, int(fields[1]), fields[0], exe)


def below(pid):
    """The living and the dead below process PID, without itself."""
    children = {}
    for name in os.listdir('/proc'):
        if name.isdigit():
            p = look(int(name))
            if p is not None:
                children.setdefault(p.ppid, []).append(p)
    found = []
    todo = [pid]
    while todo:
        more = children.get(todo.pop(), [])
        found += more
        todo += [p.pid for p in more]
    return found


def keep(pid):
    """Lets a process and those below it live until all cases are through."""
    _kept[:] = [pid]


def ours():
    """Every process below this one but those that are kept."""
    kept = {p.pid for pid in _kept for p in below(pid)} | set(_kept)
    return [p for p in below(os.getpid()) if p.pid not in kept]


def listening(port):
    """Whether any TCP socket of this machine listens on PORT."""
    for table in ('/proc/net/tcp', '/proc/net/tcp6'):
        with open(table, encoding='ascii') as f:
            for line in f.readlines()[1:]:
                fields = line.split()
                if fields[3] == '0A' and \
                        int(fields[1].rsplit(':', 1)[1], 16) == port:
                    return True
    return False
