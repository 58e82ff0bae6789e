# SPDX-License-Identifier: MIT
"""TLS 1.3: the server's order of suites decides, whatever the client's is."""

import itertools
import subprocess

import pki
from psk_hello import KEY, NO_KEY, Session, answer, hello13, named
from tickets import folder
from wire import TOP, Server, equal, main, test, tool

A128, A256, CHACHA = 0x1301, 0x1302, 0x1303
NAME = named('localhost')
# Every order that a client may have of every set of them.
OFFERS = [x for n in (1, 2, 3)
          for x in itertools.permutations((A128, A256, CHACHA), n)]


def own_order():
    """The order for this CPU."""
    with open('/proc/cpuinfo', encoding='ascii', errors='replace') as f:
        aes = ' aes ' in f.read().replace('\n', ' ')
    return (A128, CHACHA, A256) if aes else (CHACHA, A128, A256)


# Options, and the order that comes of them.
POLICIES = (((), own_order()),
            (('-C', 'CHACHA20:AES128:AES256'), (CHACHA, A128, A256)),
            (('-C', 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256'),
             (A256, CHACHA)))


def first(order, offer):
    """Of the suites in OFFER the one that ORDER has first; None: none."""
    return next((x for x in order if x in offer), None)


@test('each order of a client, in one hello and in two')
def _():
    for opts, order in POLICIES:
        with Server(pem=pki.by_thimble().pem, opts=opts) as s:
            for offer in OFFERS:
                want = first(order, offer)
                want = want and ('full', want) or 40
                equal(answer(s.port, hello13(NAME, KEY, suites=offer),
                             suite=True), want, f'{opts}, {offer}')
                if want != 40:
                    equal(answer(s.port, hello13(NAME, NO_KEY, suites=offer),
                                 lambda _, offer=offer: hello13(
                                     NAME, KEY, suites=offer), suite=True),
                          want, f'{opts}, {offer} twice')


@test('each order of a client that brings a ticket', 60)
def _():
    for opts, order in POLICIES:
        with Server(pem=pki.by_thimble().pem,
                    opts=(*opts, *folder()[1])) as s:
            new = Session(s)
            # A ticket goes on with the suite that it was made with, if that
            # is the one to choose.
            for offer in OFFERS:
                best = first(order, offer)
                if best is None:
                    continue
                how = 'resumed' if best == order[0] else 'full'
                equal(answer(s.port, hello13(NAME, KEY, session=new,
                                             suites=offer), suite=True),
                      (how, best), f'{opts}, {offer}')
                equal(answer(s.port, hello13(NAME, NO_KEY, session=new,
                                             suites=offer),
                             lambda before, new=new, offer=offer: hello13(
                                 NAME, KEY, session=new, suites=offer,
                                 before=before), suite=True),
                      (how, best), f'{opts}, {offer} twice')


@test('the suite of a HelloRetryRequest is not given up')
def _():
    with Server(pem=pki.by_thimble().pem,
                opts=('-C', 'AES128:CHACHA20')) as s:
        equal(answer(s.port, hello13(NAME, NO_KEY, suites=(A128, CHACHA)),
                     lambda _: hello13(NAME, KEY, suites=(CHACHA,))), 47,
              'a second hello without it')


@test('a CPU without AES instructions is asked, and ChaCha20 comes first')
def _():
    for cpu, wants in (('qemu64,-aes', 0x1303), ('qemu64,+aes', 0x1301)):
        done = subprocess.run(
            [tool('qemu-x86_64'), '-cpu', cpu,
             f'{TOP}/out/x86_64/unit/suite', 'first'],
            stdout=subprocess.PIPE, check=True)
        equal(int(done.stdout, 16), wants, cpu)


main()
