# SPDX-License-Identifier: MIT
"""Bulk data: what the relay costs beyond mbedTLS's own cipher, in N's user-mode
instructions per byte. The cipher alone is tests/bench/cipher.c, which handles
full records in a loop. The kernel's share is left out: `make bench-table` has
it. A tenth of the cipher is allowed, or half an instruction a byte where the
cipher itself takes but three. A busy machine delivers the data in small pieces,
which cost more, so the best of three counts."""

import pki
from icount import alone, count
from wire import TMP, TOP, main, test

MOST = 1.10
SPARE = 0.5
TRIES = 3
FEW, MANY = 1, 4        # MB; the difference has no handshake in it
SUITES = {
    'aes128': 'ECDHE-ECDSA-AES128-GCM-SHA256',
    'aes256': 'ECDHE-ECDSA-AES256-GCM-SHA384',
    'chacha': 'ECDHE-ECDSA-CHACHA20-POLY1305',
}
TLS13 = {
    'aes128': 'TLS_AES_128_GCM_SHA256',
    'aes256': 'TLS_AES_256_GCM_SHA384',
    'chacha': 'TLS_CHACHA20_POLY1305_SHA256',
}


def s_client(version, suite, direction, n):
    """A client that takes or sends n bytes; it has no terminal."""
    if version == '1.3':
        options = f'-tls1_3 -ciphersuites {TLS13[suite]}'
    else:
        options = f'-tls1_2 -cipher {SUITES[suite]}'
    def line(port):
        run = f'openssl s_client -quiet -connect 127.0.0.1:{port} {options}'
        if direction == 'seal':
            return ('sh', '-c', f'{run} 2>&1 >/dev/null')
        return ('sh', '-c', f'head -c {n} /dev/zero | {run} -no_ign_eof '
                '2>&1 >/dev/null')
    return line


def relay(board, pem, version, suite, direction, mb):
    """Millions of instructions of N; K's are gone with its exec."""
    n = mb << 20
    backend = ('/usr/bin/head', '--', 'head', '-c', str(n), '/dev/zero') \
        if direction == 'seal' else ('/usr/bin/wc', '--', 'wc', '-c')
    log = f'{TMP}/rate.log'
    insns, processes, said = count(
        (f'{TOP}/out/{board}/thimble', '-p', pem, '-o', log, '-l', *backend),
        s_client(version, suite, direction, n), board)
    assert processes == 1, f'{processes} processes: {said}'
    with open(log, encoding='ascii') as f:
        end = f.read().splitlines()[-1]
    field = 'out' if direction == 'seal' else 'in'
    assert f' {field}={n} ' in end, end
    return insns


def each_byte(board, version, suite, direction):
    """Instructions a byte of the relay and of the loop; both without start
    and end."""
    pem = pki.by_thimble().pem
    mine = relay(board, pem, version, suite, direction, MANY) - \
        relay(board, pem, version, suite, direction, FEW)
    loop = [alone((f'{TOP}/out/{board}/bench/cipher', suite, direction,
                   str(mb)), board) / 1e6 for mb in (MANY, FEW)]
    n = (MANY - FEW) * (1 << 20) / 1e6
    return mine / n, (loop[0] - loop[1]) / n


def add(board, version, suite, direction):
    """One case."""
    title = f'{board}: {direction} by {suite}, TLS {version}, at most ' \
        f'{MOST:.2f} of the cipher alone'
    @test(title, 90)
    def check():
        found = []
        for _ in range(TRIES):
            mine, loop = each_byte(board, version, suite, direction)
            found.append(f'{mine:.2f} and {loop:.2f}')
            if mine <= max(loop * MOST, loop + SPARE):
                return
        raise AssertionError(f'instructions a byte: {found}')


for BOARD in 'x86_64', 'malta-be':
    for SUITE in SUITES:
        for DIRECTION in 'seal', 'open':
            add(BOARD, '1.2', SUITE, DIRECTION)
    add(BOARD, '1.3', 'chacha', 'seal')
    add(BOARD, '1.3', 'chacha', 'open')
main()
