# SPDX-License-Identifier: MIT
"""X25519 and P-256 as the program has them: that it does come to BoringSSL's
code, on each board; that no way through that code depends on a secret; and
that products are OpenSSL's. What mbedTLS says is in unit/curves, the vectors
in unit/wycheproof."""

import ctypes
import os
import subprocess

import libcrypto
import pki
from boards import BOARDS, value
from client_ca import Authority
from icount import alone, count, s_client
from wire import TMP, TOP, equal, main, scratch, test, tool

OURS = ('X25519_public_from_private', 'X25519', 'p256_mul', 'p256_muladd',
        'p256_inverse')
THEIRS = ('mbedtls_ecp_mul', 'mbedtls_ecp_mul_restartable',
          'mbedtls_ecp_muladd_restartable', 'mbedtls_mpi_gcd_modinv_odd')
ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
SECRETS = ('x25519', 'x25519-base', 'p256', 'p256-base', 'inverse')
LONG = os.environ.get('THIMBLE_LONG')
PRODUCTS = int(os.environ.get('PRODUCTS', 20000 if LONG else 500))


def made(board):
    """What the board is made with: the names of its toolchain.mk."""
    with open(f'{TOP}/out/{board}/toolchain.mk', encoding='ascii') as f:
        return dict(line.rstrip('\n').split(' := ') for line in f)


def places(board):
    """The functions' addresses in the program, which strip leaves alone."""
    said = subprocess.run([value(board, 'CROSS') + 'nm',
                           f'{TOP}/out/{board}/thimble.full'], check=True,
                          stdout=subprocess.PIPE, text=True)
    at = {line.split()[-1]: int(line.split()[0], 16)
          for line in said.stdout.splitlines() if len(line.split()) == 3}
    return [at.get(name, 1) for name in OURS + THEIRS]


def calls(board, pem, *client, server=()):
    """How often a connection comes to each of ours; to none of theirs, unless
    it is asked for."""
    *_, said, passed = count(
        (f'{TOP}/out/{board}/thimble', '-p', pem, '-o', f'{TMP}/curves.log',
         '--run', f'{TMP}/curves.run', *server, '-l', '/nonexistent'),
        s_client(*client), board, places(board))
    assert 'Cipher is' in said and 'Cipher is (NONE)' not in said, said
    return passed[:len(OURS)], passed[len(OURS):]


def add(board):
    """The cases of one board."""
    none = [0] * len(THEIRS)

    @test(f'{board}: key exchange, signature and verification come to '
          "BoringSSL's code", 120)
    def handshakes():
        pem = pki.by_thimble().pem
        for version in 'tls1_3', 'tls1_2':
            equal(calls(board, pem, f'-{version}', '-groups', 'X25519:P-256'),
                  ([1, 1, 1, 0, 1], none), f'{version} with X25519')
            equal(calls(board, pem, f'-{version}', '-groups', 'P-256'),
                  ([0, 0, 3, 0, 1], none), f'{version} with P-256')
        # Its signature of the handshake and that of its CA, each with an
        # inverse.
        ca = Authority()
        badge = ca.client()
        equal(calls(board, pem, '-tls1_3', '-groups', 'X25519',
                    '-cert', badge.cert, '-key', badge.key,
                    server=('-v', '2', '-A', ca.cert)),
              ([1, 1, 1, 2, 3], none), 'a client certificate')

    @test(f'{board}: another curve stays with mbedTLS', 60)
    def others():
        ours, theirs = calls(board, pki.by_thimble().pem, '-tls1_3',
                             '-groups', 'P-384')
        equal(ours, [0, 0, 1, 0, 1])
        assert sum(theirs) > 0, theirs

    @test(f'{board}: thimble-cert comes there too', 60)
    def certificate():
        folder = scratch('made')
        with open(f'{folder}/conf', 'w', encoding='ascii') as f:
            f.write(f'dir = {folder}\nissuer = self\nnames = localhost\n')
        ours = alone((f'{TOP}/out/{board}/thimble-cert', 'ensure', '--config',
                      f'{folder}/conf'), board, places(board))
        assert ours[2] >= 3 and ours[4] >= 2, ours
        equal(ours[len(OURS):], none)

    @test(f'{board}: the number of instructions is the same for any scalar',
          60)
    def constant():
        of = made(board)
        program = build('secret', [of['CC'], '-static', '-O1'], of,
                        f'{of["CURVES"]}/lib/libcurves.a')
        for what in SECRETS:
            found = {alone((program, what, path), board)
                     for path in scalars()}
            assert len(found) == 1, f'{what}: {sorted(found)}'
        assert len({alone((program, 'leak', path), board)
                    for path in scalars()}) > 1, 'this check finds nothing'


def build(name, compiler, of, *what):
    """tests/lib/secret.c with WHAT, compiled; the program's path."""
    program = os.path.join(scratch(name), name)
    done = subprocess.run(
        [*compiler, '-o', program, f'-I{of["CURVES"]}/include',
         f'{TOP}/tests/lib/secret.c', *what, '-idirafter', '/usr/include'],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert done.returncode == 0, done.stdout.decode()
    return program


def scalars():
    """Files with scalars that differ in all that could matter."""
    folder = scratch('scalars')
    numbers = [1, 2, 9, ORDER - 1, ORDER // 2, 1 << 255, (1 << 256) - 2 ** 32,
               int('55' * 32, 16), int('01' * 32, 16), int('f0' * 32, 16)]
    paths = [os.path.join(folder, f'{i:02}') for i in range(len(numbers))]
    for path, number in zip(paths, numbers):
        with open(path, 'wb') as f:
            f.write((number % ORDER).to_bytes(32, 'little'))
    return paths


def sources(of):
    """What libcurves.a is made of."""
    src = f'{of["CURVES"]}/src'
    return [f'{src}/{name}' for name in
            ('p256.c', 'order.c', 'crypto/fipsmodule/ec/util.c',
             'crypto/curve25519/curve25519.c')], f'-I{src}'


@test('Valgrind finds no branch and no address that depends on a secret', 120)
def _():
    of = made('x86_64')
    files, include = sources(of)
    with open(f'{of["CURVES"]}/src/flags', encoding='ascii') as f:
        flags = f.read().split()
    path = scalars()[7]
    # The boards' flags, and those of order.c; fields of 64 bits and of 32.
    for more in [], ['-O3'], ['-DCURVES_32_BIT'], ['-DCURVES_32_BIT', '-O3']:
        program = build('memcheck', [of['CC'], *flags, '-static', '-DMEMCHECK',
                                     *more, '-include',
                                     f'{TOP}/tests/lib/public.h', include],
                        of, *files)
        for what in (*SECRETS, 'leak'):
            done = subprocess.run(
                [tool('valgrind'), '-q', '--error-exitcode=9', program, what,
                 path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                check=False)
            equal(done.returncode, 9 if what == 'leak' else 0,
                  f'{what} {more}: {done.stderr.decode()[:2000]}')


def products(library):
    """Random numbers, some with long runs of ones and zeros, in both."""
    point = libcrypto.p256((7).to_bytes(32, 'little'))
    out = ctypes.create_string_buffer(64)
    for i in range(PRODUCTS):
        k, l = (int.from_bytes(os.urandom(32), 'little') for _ in range(2))
        if i % 4 == 0:
            k &= l << 128 | -1 << 64
        k, l = ((n % (ORDER - 1) + 1).to_bytes(32, 'little') for n in (k, l))
        zero = bytes(32)
        library.p256_mul(out, k, None)
        equal(out.raw, libcrypto.p256(k), f'{k.hex()} G')
        library.p256_muladd(out, k, l, point)
        equal(out.raw, libcrypto.p256(k, point, l),
              f'{k.hex()} G + {l.hex()} {point.hex()}')
        library.p256_mul(out, k, point)
        equal(out.raw, libcrypto.p256(zero, point, k),
              f'{k.hex()} {point.hex()}')
        point = out.raw
        library.X25519(out, l, point[:32])
        equal(out.raw[:32], libcrypto.x25519(l, point[:32]),
              f'X25519 {l.hex()} {point[:32].hex()}')
        library.X25519_public_from_private(out, k)
        equal(out.raw[:32], libcrypto.x25519(k, b'\x09' + bytes(31)),
              f'X25519 {k.hex()}')
        library.p256_inverse(out, k)
        equal(int.from_bytes(out.raw[:32], 'little'),
              pow(int.from_bytes(k, 'little'), -1, ORDER), f'1 / {k.hex()}')


@test("random products are OpenSSL's, with fields of 64 bits and of 32",
      200)
def _():
    files, include = sources(made('x86_64'))
    for more in [], ['-DCURVES_32_BIT']:
        path = os.path.join(scratch('products'), 'curves.so')
        subprocess.run(['cc', '-shared', '-fPIC', '-O2', *more, include, '-o',
                        path, *files], check=True)
        products(ctypes.CDLL(path))


for BOARD in BOARDS:
    add(BOARD)
main()
