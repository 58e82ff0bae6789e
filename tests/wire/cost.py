# SPDX-License-Identifier: MIT
"""Instructions of a whole full handshake, both processes, exec to exit, on
each board, against the budget: what random numbers change is under 3 %."""

import statistics

import pki
from icount import count, s_client
from wire import TMP, TOP, main, test

RUNS = 3


def budget(board, name):
    """The most that board/BOARD/budget allows, in millions."""
    with open(f'{TOP}/board/{board}/budget', encoding='ascii') as f:
        for line in f:
            if line.split()[:1] == [name]:
                return float(line.split()[1])
    raise AssertionError(f'no {name} in the budget of {board}')


def handshake(board, version, group):
    """The middle of some runs."""
    pem = pki.by_thimble().pem
    found = []
    for _ in range(RUNS):
        insns, processes, said = count(
            (f'{TOP}/out/{board}/thimble', '-p', pem, '-o',
             f'{TMP}/cost.log', '-l', '/nonexistent'),
            s_client('-' + version, '-groups', group), board)
        assert processes == 2, f'{processes} processes'
        assert 'Verification' in said or 'Cipher is' in said, said
        assert 'Cipher is (NONE)' not in said, said
        found.append(insns)
    return statistics.median(found)


def add(board, version, group, name):
    """One row of the budget as a case."""
    @test(f'{board}: {name} is within its budget')
    def check():
        most = budget(board, name)
        found = handshake(board, version, group)
        assert found <= most, f'{found:.2f} million, {most} allowed'
        # A budget far from the truth guards nothing.
        assert found >= most * 0.9, f'{found:.2f} measured: lower {most}'


for BOARD in 'x86_64', 'malta-be':
    add(BOARD, 'tls1_3', 'X25519', 'handshake-x25519')
    add(BOARD, 'tls1_3', 'P-256', 'handshake-p256')
main()
