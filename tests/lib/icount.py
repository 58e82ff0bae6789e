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

import boards

TMP = os.environ['TMP']
TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))


def emulator(board):
    """QEMU's name for it; the static one, which board.mk names, has no
    plugins."""
    return boards.value(board, 'RUN').removesuffix('-static') or 'qemu-x86_64'


def plugin():
    """The plugin, built once."""
    built = os.path.join(TMP, 'icount.so')
    if not os.path.exists(built):
        subprocess.run(['cc', '-shared', '-fPIC', '-O2', '-o', built,
                        os.path.join(TOP, 'tests/lib/icount.c'), '-lpthread'],
                       check=True)
    return built


def _begin(places=()):
    """The file of a new sum; how a wrapper program is started with it."""
    total = os.path.join(TMP, 'icount.sum')
    with open(total, 'wb') as f:
        f.write(bytes(16 + 8 * len(places)))
    at = ''.join(f',at={place:#x}' for place in places)
    return total, ('-plugin', f'{plugin()},sum={total}{at}')


def _end(total):
    """Instructions, how many processes that were, how often each place was
    passed."""
    with open(total, 'rb') as f:
        data = f.read()
    return struct.unpack(f'={len(data) // 8}Q', data)


def alone(argv, board='x86_64', places=()):
    """Instructions of a program that talks to nobody; with PLACES, addresses
    in it, how often each was passed."""
    total, words = _begin(places)
    subprocess.run([emulator(board), *words, *argv], check=True, timeout=120,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    insns, _, *passed = _end(total)
    return passed if places else insns


def count(argv, client, board='x86_64', places=()):
    """Millions of instructions of ARGV on a connection that CLIENT, a
    function of the port that returns a command line, makes; how many
    processes that were; what the client said; and how often each of PLACES,
    addresses in ARGV's program, was passed, if there are any."""
    total, words = _begin(places)
    with socket.create_server(('127.0.0.1', 0)) as listener:
        with subprocess.Popen(client(listener.getsockname()[1]),
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as peer:
            with listener.accept()[0] as sock:
                wrapper = subprocess.Popen(
                    [emulator(board), *words, *argv],
                    stdin=sock, stdout=sock, stderr=sock)
            wrapper.wait(60)
            said = peer.communicate(timeout=20)[0]
    insns, processes, *passed = _end(total)
    said = said.decode(errors='replace')
    return insns / 1e6, processes, said, *([passed] if places else [])


def s_client(*options):
    """A client for count()."""
    return lambda port: ('openssl', 's_client', '-connect',
                         f'127.0.0.1:{port}', '-ign_eof', *options)
