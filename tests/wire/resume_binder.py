# SPDX-License-Identifier: MIT
"""TLS 1.3: tickets with their binders, and a hello that is said twice."""

import pki
from psk_hello import KEY, NO_KEY, Session, answer, hello13, named, pieces
from tickets import folder
from wire import Server, equal, main, test

DECRYPT_ERROR = 51
NAME, OTHER = named('localhost'), named('other.example')


def said(s, rows):
    """Each row is what it is, what it should get, and hellos."""
    for what, want, *hellos in rows:
        equal(answer(s.port, *hellos), want, what)


@test('one hello')
def _():
    with Server(pem=pki.by_thimble().pem, opts=folder()[1]) as s:
        new = Session(s)
        bad = [new.offer(bytes(len(new.ticket)))]
        said(s, (
            ('as it should be', 'resumed', hello13(NAME, KEY, session=new)),
            ('in pieces', 'resumed',
             pieces(hello13(NAME, KEY, session=new), 50)),
            ('a bit of the binder', DECRYPT_ERROR,
             hello13(NAME, KEY, session=new, turned=1)),
            ('another name', 'full', hello13(OTHER, KEY, session=new)),
            ('no name', 'full', hello13(KEY, session=new)),
            ('the fourth is good', 'resumed 3', hello13(
                NAME, KEY, session=new, offers=bad * 3 + [new.offer()])),
            ('the fifth is not looked at', 'full', hello13(
                NAME, KEY, session=new, offers=bad * 4 + [new.offer()]))))


@test('a second hello, after a HelloRetryRequest')
def _():
    with Server(pem=pki.by_thimble().pem, opts=folder()[1]) as s:
        new = Session(s)
        bad = [new.offer(bytes(len(new.ticket)))]

        def first(n=0):
            return hello13(NAME, NO_KEY, session=new,
                           offers=bad * n + [new.offer()])

        def second(*parts, n=0, turned=0):
            return lambda before: hello13(
                *parts, KEY, session=new, before=before, turned=turned,
                offers=bad * n + [new.offer()])
        said(s, (
            ('as it should be', 'resumed', first(), second(NAME)),
            ('the second ticket', 'resumed 1', first(1), second(NAME, n=1)),
            # It is not looked at again; the suite stays (RFC 8446, 4.1.4).
            ('the third', 'full', first(2), second(NAME, n=2)),
            ('the fourth', 'full', first(3), second(NAME, n=3)),
            ('no ticket any more', 'full', first(),
             lambda _: hello13(NAME, KEY)),
            # A second name is not heard.
            ('another name', 'resumed', first(), second(OTHER)),
            ('a bit of the binder', DECRYPT_ERROR, first(),
             second(NAME, turned=1))))


main()
