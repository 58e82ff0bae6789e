# SPDX-License-Identifier: MIT
"""AES-GCM as the program has it: that records do come to BearSSL's code where
the CPU has the instructions, and to mbedTLS's where one of them is missing; on
ARMv8 to mbedTLS's for its instructions. What comes out is in unit/gcm."""

import os
import subprocess

import pki
from boards import BOARDS, value
from icount import count, s_client
from wire import TMP, TOP, equal, main, test

OURS = ('__wrap_mbedtls_gcm_crypt_and_tag', '__wrap_mbedtls_gcm_auth_decrypt')
WIDE = ('br_aes_x86ni_ctr_run', 'br_ghash_pclmul')
THEIRS = ('mbedtls_gcm_crypt_and_tag', 'mbedtls_gcm_auth_decrypt')
SUITES = {
    'tls1_3': ('TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'),
    'tls1_2': ('ECDHE-ECDSA-AES128-GCM-SHA256',
               'ECDHE-ECDSA-AES256-GCM-SHA384'),
}
ARMV8 = ('mbedtls_aesce_crypt_ecb', 'mbedtls_aesce_gcm_mult')


def places(board, names):
    """The functions' addresses in the program, which strip leaves alone."""
    said = subprocess.run([value(board, 'CROSS') + 'nm',
                           f'{TOP}/out/{board}/thimble.full'], check=True,
                          stdout=subprocess.PIPE, text=True)
    at = {line.split()[-1]: int(line.split()[0], 16)
          for line in said.stdout.splitlines() if len(line.split()) == 3}
    return [at[name] for name in names]


def calls(version, suite, cpu, board='x86_64', names=OURS + WIDE + THEIRS):
    """How often a connection on that CPU comes to each of them."""
    option = '-ciphersuites' if version == 'tls1_3' else '-cipher'
    os.environ['QEMU_CPU'] = cpu
    *_, said, passed = count(
        (f'{TOP}/out/{board}/thimble', '-p', pki.by_thimble().pem,
         '-o', f'{TMP}/gcm.log', '--run', f'{TMP}/gcm.run',
         '-l', '/nonexistent'),
        s_client('-' + version, option, suite), board, places(board, names))
    assert f'Cipher is {suite}' in said, said
    return dict(zip(names, passed))


def add(version, suite):
    """The cases of one suite."""
    @test(f"{suite}: records come to BearSSL's code", 60)
    def with_instructions():
        found = calls(version, suite, 'max')
        # Data, H and tag; associated data, data and lengths.
        ways = [found[name] for name in OURS]
        assert min(ways) > 0, found
        equal([found[name] for name in WIDE],
              [3 * sum(ways), 3 * sum(ways)], f'{found}')
        equal([found[name] for name in THEIRS], [0, 0])

    for missing in 'aes', 'pclmulqdq', 'sse4.1':
        @test(f"{suite}: to mbedTLS's without {missing}", 60)
        def without(missing=missing):
            found = calls(version, suite, f'max,-{missing}')
            assert found[OURS[0]] > 0 and found[OURS[1]] > 0, found
            equal([found[name] for name in WIDE], [0, 0])
            # mbedTLS's second calls its first.
            assert found[THEIRS[0]] >= found[OURS[0]], found
            equal(found[THEIRS[1]], found[OURS[1]])


if 'virt-aarch64' in BOARDS:
    @test("virt-aarch64: records come to mbedTLS's code for ARMv8", 60)
    def _():
        for version, names in SUITES.items():
            for name in names:
                found = calls(version, name, 'max', 'virt-aarch64', ARMV8)
                assert min(found.values()) > 0, f'{name}: {found}'

for VERSION, NAMES in SUITES.items():
    for NAME in NAMES:
        add(VERSION, NAME)
main()
