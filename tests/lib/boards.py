# SPDX-License-Identifier: MIT
"""The boards under test, as tests/run.sh lists them, and what their board.mk
says."""

import os

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BOARDS = os.environ.get('THIMBLE_BOARDS', 'x86_64').split()


def value(board, name):
    """The value of NAME in board/BOARD/board.mk, '' if it has none."""
    with open(f'{TOP}/board/{board}/board.mk', encoding='ascii') as f:
        for line in f:
            if line.split('=')[0].rstrip() == name:
                return line.split('=', 1)[1].strip()
    return ''


def budget(board, name):
    """The most that board/BOARD/budget allows."""
    with open(f'{TOP}/board/{board}/budget', encoding='ascii') as f:
        for line in f:
            if line.split()[:1] == [name]:
                return float(line.split()[1])
    raise AssertionError(f'no {name} in the budget of {board}')
