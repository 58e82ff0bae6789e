# SPDX-License-Identifier: MIT
"""Out of memory: each single allocation of N and K fails once, over whole
handshakes. Whichever fails, the client sees correct TLS, an alert or the end of
the connection, from the right server; nothing is left half done, and no process
remains."""

import os
import ssl

import pki
from tickets import session
from tls import Client, context
from wire import TOP, Server, equal, main, scratch, test

FAILING = os.path.join(TOP, 'out', os.environ.get('BOARD', 'x86_64'),
                       'failing')
# Pieces of a whole handshake, at least: a sweep that ends before is none.
LEAST = {('N', False): 45, ('N', True): 30, ('K', False): 40,
         ('K', True): 10}


def served(port, settings, ticket):
    """Whether all went well, and what comes back; else the reason."""
    try:
        with Client(port, settings=settings, session=ticket,
                    handshake=False) as c:
            c.handshake()
            return True, session(c)
    except ssl.SSLCertVerificationError as e:
        raise AssertionError('it came as somebody else') from e
    except ConnectionResetError as e:
        raise AssertionError('a reset, which can lose an alert') from e
    except Exception as e:
        if 'WRONG_VERSION' in str(e) or 'timed out' in str(e):
            raise AssertionError(f'no TLS: {e!r}') from e
        return False, e


def sweep(who, version, again):
    """From the first piece to the last one, and one more."""
    identity = pki.by_thimble()
    settings = context(ca=identity.ca, version=version)
    folder = scratch('failing')
    wish = os.path.join(folder, 'at')
    start = os.path.join(folder, 'start')
    with open(start, 'w', encoding='ascii') as f:
        f.write(f'#!/bin/sh\nread -r FAIL_AT <{wish}\nexport FAIL_AT\n'
                f'exec {FAILING} "$@"\n')
    os.chmod(start, 0o755)
    with Server(pem=identity.pem, program=(start, 'thimble'),
                opts=('--run', folder + '/run'),
                env={'FAIL_IN': who, 'PATH': os.environ['PATH']}) as s:
        at, lines, failed, ticket = 0, 0, 0, None
        while True:
            with open(wish, 'w', encoding='ascii') as f:
                f.write(f'{at}\n')
            good, got = served(s.port, settings, ticket)
            why = s.exit_line('.*', at + 1)
            s.quiet()
            log = s.log()
            refused = any('PIECE refused' in x for x in log[lines:])
            lines = len(log)
            if at == 0:
                equal(good, True, f'nothing refused: {got}')
                ticket = got if again else None
            elif not refused:
                break
            elif not good and why['why'] == 'eof':
                raise AssertionError(f'piece {at}: the client saw what N '
                                     f'did not: {got!r}')
            failed += not good
            at += 1
        # Without any refusal all is well again, and ended just then.
        equal(good, True, f'after the last piece: {got}')
        if at < LEAST[who, again] or failed < at / 3:
            raise AssertionError(f'{at} pieces, {failed} failures: no sweep')


def add(who, version, again):
    """One sweep as a case."""
    @test(f'each piece of {who}, TLS {version}'
          f'{", resumed" if again else ""}', 120)
    def case():
        sweep(who, version, again)


for WHO in 'N', 'K':
    for VERSION in '1.2', '1.3':
        for AGAIN in False, True:
            add(WHO, VERSION, AGAIN)
main()
