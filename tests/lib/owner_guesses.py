# SPDX-License-Identifier: MIT
"""Many wrong passwords: for boot/guesses.sh."""

import os
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor

from visitor import CONSOLE, FORM, ROOT, Owner, ask, check, same


def hook(source, body):
    """What the page asks of the hook for a visitor: the page's status."""
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(f'{ROOT}/run/thimble/hook')
        s.sendall(f'for {source} - -\nsign-in lines {len(body)} {FORM}\n'
                  f'{body}'.encode())
        said = b''
        while more := s.recv(4096):
            said += more
    return {b'1': 403, b'75': 429}[said.split(b'\n')[0]]


def guesses(password):
    """1,000 wrong passwords, from few addresses and from many."""
    began = time.monotonic()

    def guess(n):
        source = f'127.0.1.{1 + n % 50}'
        if n % 10 == 0:
            return ask('/?sign-in', f'password=wrong{n}'.encode(),
                       source=source).status
        return hook(source, f'password=wrong{n}')

    Owner(password)
    size = os.stat(f'{ROOT}/run/thimble/web').st_size
    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(guess, range(500)))
        # The owner, meanwhile, from another address.
        owner = pool.submit(Owner, password)
        seen += list(pool.map(guess, range(500, 1000)))
        owner.result()
    same('guesses', set(seen), {403, 429})
    # Four of each address, and then one after 2, 6, 14 and 30 seconds.
    waits = sum(time.monotonic() - began > s for s in (2, 6, 14, 30, 62, 126))
    check('guesses', seen.count(403) <= 50 * (4 + waits), seen.count(403))
    for n in range(100):
        hook(f'192.0.2.{n}', 'password=x')
    same('memory', os.stat(f'{ROOT}/run/thimble/web').st_size, size)
    # Who sits behind the address of a guesser waits a minute at most.
    said = ask('/?sign-in', f'password={password}'.encode(),
               source='127.0.1.1')
    check('waits', said.status in (303, 429), said.status)
    if said.status == 429:
        left = int(re.search(r'passwords; wait (\d+) second', said.text)[1])
        check('waits', left <= 2 * (time.monotonic() - began) + 4, left)


with open(CONSOLE, encoding='ascii') as console:
    guesses(re.search(r'password of the web page: (\S+)', console.read())[1])
