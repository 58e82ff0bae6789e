# SPDX-License-Identifier: MIT
"""Instructions on the CPUs of routers, beside the peers that Debian has for
them, by QEMU's user emulation and its counting plugin: the same on any
machine.

  handshake  million instructions of all processes, exec to exit, for a full
             handshake of TLS 1.3 with X25519 and a P-256 certificate; of
             dropbear for an SSH key exchange with the same curves, until the
             client may not log in
  again      a session of TLS 1.2 resumed, under inetd
  byte       instructions a byte of a download in TLS 1.3, by the suite that
             openssl s_client and the server agree on
"""

import os
import statistics
import subprocess
import sys

import peers
import pki
from figures import TOP, Figures
from icount import count, emulator, s_client
from wire import TMP, command, scratch

# What Debian calls it, and a CPU of that kind for QEMU, whose own choice for
# ARM has AES instructions.
ARCHES = {'malta-el': ('mipsel', '24Kf'), 'virt-armv7': ('armhf', 'cortex-a7')}
PACKAGES = '''stunnel4 dropbear-bin libc6 libgcc-s1 libssl3 libsystemd0 libcap2
    libgcrypt20 libgpg-error0 liblz4-1 liblzma5 libzstd1 libwrap0 libnsl2
    libtirpc3 libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0
    libcom-err2 libkeyutils1 libcrypt1 libtomcrypt1 libtommath1 libgmp10
    zlib1g libatomic1'''.split()
FEW, MANY = 1, 5        # MB; the difference has no handshake in it
RUNS = 3
NO = ('/nonexistent',)
_figures = Figures('cpus')


def thimble(board, pem, backend):
    """Its command line; BACKEND is a program and its arguments."""
    return (f'{TOP}/out/{board}/thimble', '-p', pem, '-o', '/dev/null',
            '--run', f'{TMP}/run', '-l', backend[0], '--',
            os.path.basename(backend[0]), *backend[1:])


def stunnel(root):
    """The same of Debian's stunnel4 below ROOT."""
    return lambda board, pem, backend: (
        '-L', root, root + '/usr/bin/stunnel4',
        peers.conf(*peers.stunnel_lines(pem, backend)))


def handshake(argv, board, client):
    """The middle of some."""
    found = []
    for _ in range(RUNS):
        insns, processes, said = count(argv, client, board)
        if processes == 0 or '(NONE)' in said:
            raise AssertionError(f'{argv}: no handshake: {said}')
        found.append((insns, 'Reused, ' in said))
    return statistics.median(x for x, _ in found), all(r for _, r in found)


def note(board, row, column, figure):
    """Keeps and prints it."""
    _figures.note(f'{board} {row}', column, figure)
    print(f'{board:<12} {row:<10} {column:<10} {figure:8.2f}', flush=True)


def tls(board, name, maker, pem):
    """Rows of a wrapper."""
    full, _ = handshake(maker(board, pem, NO), board,
                        s_client('-tls1_3', '-groups', 'X25519'))
    note(board, 'handshake', name, full)
    session = os.path.join(scratch('session'), 'session')
    count(maker(board, pem, NO), s_client('-tls1_2', '-sess_out', session),
          board)
    again, resumed = handshake(maker(board, pem, NO), board,
                               s_client('-tls1_2', '-sess_in', session))
    if resumed:
        note(board, 'again', name, again)
    found = []
    for mb in FEW, MANY:
        backend = ('/usr/bin/head', '-c', str(mb << 20), '/dev/zero')
        found.append(min(count(
            maker(board, pem, backend), lambda port: (
                'sh', '-c', 'openssl s_client -quiet -tls1_3 -connect '
                f'127.0.0.1:{port} 2>&1 >/dev/null'), board)[0]
            for _ in range(RUNS)))
    note(board, 'byte', name, (found[1] - found[0]) * 1e6 /
         ((MANY - FEW) << 20))


def dropbear(board, root):
    """An SSH server that OpenSSH's client comes to."""
    key = os.path.join(scratch('key'), 'key')
    run = (emulator(board), '-L', root)
    command(*run, root + '/usr/bin/dropbearkey', '-t', 'ecdsa', '-f', key)
    found = []
    for _ in range(RUNS):
        insns, processes, said = count(
            ('-L', root, root + '/usr/sbin/dropbear', '-i', '-r', key),
            lambda port: ('ssh', '-F', 'none', '-o', 'BatchMode=yes', '-o',
                          'StrictHostKeyChecking=no', '-o',
                          'UserKnownHostsFile=/dev/null', '-o',
                          'KexAlgorithms=curve25519-sha256', '-o',
                          'IdentityFile=none', '-p', str(port),
                          'nobody@127.0.0.1', 'true'), board)
        if processes == 0 or 'Permission denied' not in said:
            raise AssertionError(f'dropbear: {said}')
        found.append(insns)
    note(board, 'handshake', 'dropbear', statistics.median(found))


def main():
    """All rows."""
    pem = pki.self_signed('P-256').pem
    for board, (arch, cpu) in ARCHES.items():
        os.environ['QEMU_CPU'] = cpu
        done = subprocess.run([TOP + '/scripts/foreign-debs', arch, *PACKAGES],
                              stdout=subprocess.PIPE, check=False)
        if done.returncode != 0:
            sys.exit(f'no packages for {arch}')
        root = done.stdout.decode().strip()
        tls(board, 'thimble', thimble, pem)
        tls(board, 'stunnel4', stunnel(root), pem)
        dropbear(board, root)
    _figures.write()


main()
