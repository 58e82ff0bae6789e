# SPDX-License-Identifier: MIT
"""Instructions of a whole handshake, full or resumed, both processes, and of
the first `ensure`, a key and certificate for CA and device; exec to exit, on
each board, against the budget. What random numbers change is under 3 %."""

import os
import statistics

import pki
from boards import BOARDS, budget
from icount import alone, count, s_client
from wire import TMP, TOP, main, scratch, test

RUNS = 3


def one(board, pem, *options):
    """One connection."""
    insns, processes, said = count(
        (f'{TOP}/out/{board}/thimble', '-p', pem, '-o', f'{TMP}/cost.log',
         '--run', f'{TMP}/cost.run', '-l', '/nonexistent'),
        s_client(*options), board)
    assert processes == 2, f'{processes} processes'
    assert 'Verification' in said or 'Cipher is' in said, said
    assert 'Cipher is (NONE)' not in said, said
    return insns, said


def full(board, version, group):
    """The middle of some runs."""
    pem = pki.by_thimble().pem
    return statistics.median(
        one(board, pem, '-' + version, '-groups', group)[0]
        for _ in range(RUNS))


def resumed(board, version, group):
    """The same with a session of a connection before."""
    pem = pki.by_thimble().pem
    saved = os.path.join(scratch('session'), 'pem')
    options = ('-' + version, '-groups', group)
    one(board, pem, *options, '-sess_out', saved)
    found = []
    for _ in range(RUNS):
        insns, said = one(board, pem, *options, '-sess_in', saved)
        assert 'Reused, ' in said, said
        found.append(insns)
    return statistics.median(found)


def ensure(board):
    """The middle of some first runs."""
    found = []
    for _ in range(RUNS):
        conf = os.path.join(scratch('first'), 'thimble.conf')
        with open(conf, 'w', encoding='ascii') as f:
            f.write(f'dir = {os.path.dirname(conf)}\nnames = localhost\n')
        found.append(alone((f'{TOP}/out/{board}/thimble-cert', 'ensure',
                            '--config', conf), board) / 1e6)
    return statistics.median(found)


def add(board, name, measure, *how):
    """One row of the budget as a case."""
    @test(f'{board}: {name} is within its budget', 60)
    def check():
        most = budget(board, name)
        found = measure(board, *how)
        assert found <= most, f'{found:.2f} million, {most} allowed'
        # A budget far from the truth guards nothing.
        assert found >= most * 0.9, f'{found:.2f} measured: lower {most}'


for BOARD in BOARDS:
    add(BOARD, 'handshake-x25519', full, 'tls1_3', 'X25519')
    add(BOARD, 'handshake-p256', full, 'tls1_3', 'P-256')
    add(BOARD, 'resumed-tls12', resumed, 'tls1_2', 'X25519:P-256')
    add(BOARD, 'first-ensure', ensure)
main()
