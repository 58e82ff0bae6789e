# SPDX-License-Identifier: MIT
"""User instructions of a wrapper from exec to exit, all its processes, by
QEMU's user emulation and a plugin (icount.c): the same count on any machine,
but for what random numbers change, and under privileges, chroot and fork as
they are. QEMU leaves out the system call filter.

The backend cannot be started in these runs, so that its instructions are not
counted; the wrapper has done all its own work by then.
"""

import os
import socket
import struct
import subprocess

TMP = os.environ['TMP']
TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
EMULATOR = {'x86_64': 'qemu-x86_64', 'malta-be': 'qemu-mips'}


def plugin():
    """The plugin, built once."""
    built = os.path.join(TMP, 'icount.so')
    if not os.path.exists(built):
        subprocess.run(['cc', '-shared', '-fPIC', '-O2', '-o', built,
                        os.path.join(TOP, 'tests/lib/icount.c'), '-lpthread'],
                       check=True)
    return built


def _begin():
    """The file of a new sum; how a wrapper program is started with it."""
    total = os.path.join(TMP, 'icount.sum')
    with open(total, 'wb') as f:
        f.write(bytes(16))
    return total, ('-plugin', f'{plugin()},sum={total}')


def _end(total):
    """Instructions, and how many processes that were."""
    with open(total, 'rb') as f:
        return struct.unpack('=QQ', f.read())


def alone(argv, board='x86_64'):
    """Instructions of a program that talks to nobody."""
    total, words = _begin()
    subprocess.run([EMULATOR[board], *words, *argv], check=True, timeout=120,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return _end(total)[0]


def count(argv, client, board='x86_64'):
    """Millions of instructions of ARGV on a connection that CLIENT, a
    function of the port that returns a command line, makes; and how many
    processes that were."""
    total, words = _begin()
    with socket.create_server(('127.0.0.1', 0)) as listener:
        with subprocess.Popen(client(listener.getsockname()[1]),
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as peer:
            with listener.accept()[0] as sock:
                wrapper = subprocess.Popen(
                    [EMULATOR[board], *words, *argv],
                    stdin=sock, stdout=sock, stderr=sock)
            wrapper.wait(60)
            said = peer.communicate(timeout=20)[0]
    insns, processes = _end(total)
    return insns / 1e6, processes, said.decode(errors='replace')


def s_client(*options):
    """A client for count()."""
    return lambda port: ('openssl', 's_client', '-connect',
                         f'127.0.0.1:{port}', '-ign_eof', *options)
