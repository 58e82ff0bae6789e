# SPDX-License-Identifier: MIT
"""Clients with certificates at a server that asks for one: served or refused,
with all that can be seen of it: the alert, the log, the environment."""

import re
import ssl

import pki
from tls import Client, context
from wire import Server, equal, eventually

ENV = ('/usr/bin/env',)
PAST = ('20200101000000Z', '20200201000000Z')
FUTURE = ('20400101000000Z', '20410101000000Z')
DN, ISSUER = 'C=CH, O=Example, CN=Jane Doe', 'CN=Client CA'

# What a client hears, by the word in our log.
HEARS = {'unknown-ca': 'TLSV1_ALERT_UNKNOWN_CA',
         'expired': 'SSLV3_ALERT_CERTIFICATE_EXPIRED',
         'not-yet-valid': 'SSLV3_ALERT_CERTIFICATE_EXPIRED',
         'revoked': 'SSLV3_ALERT_CERTIFICATE_REVOKED',
         'crl-expired': 'SSLV3_ALERT_CERTIFICATE_UNKNOWN',
         'crl-invalid': 'SSLV3_ALERT_CERTIFICATE_UNKNOWN',
         'weak': 'SSLV3_ALERT_UNSUPPORTED_CERTIFICATE',
         'not-for-clients': 'SSLV3_ALERT_UNSUPPORTED_CERTIFICATE',
         'is-a-ca': 'SSLV3_ALERT_UNSUPPORTED_CERTIFICATE',
         'name-too-long': 'SSLV3_ALERT_BAD_CERTIFICATE',
         'chain-too-long': 'TLSV1_ALERT_ACCESS_DENIED',
         'not-installed': 'TLSV1_ALERT_ACCESS_DENIED'}
ALERTS = {'unknown-ca': 'unknown_ca', 'expired': 'certificate_expired',
          'not-yet-valid': 'certificate_expired',
          'revoked': 'certificate_revoked',
          'crl-expired': 'certificate_unknown',
          'crl-invalid': 'certificate_unknown',
          'weak': 'unsupported_certificate',
          'not-for-clients': 'unsupported_certificate',
          'is-a-ca': 'unsupported_certificate',
          'name-too-long': 'bad_certificate',
          'chain-too-long': 'access_denied',
          'not-installed': 'access_denied'}


def serve(level, ca, *more):
    """A server that shows its environment."""
    return Server(ENV, pki.self_signed().pem,
                  opts=('-v', str(level), '-A', ca, *more))


def talk(server, badge, version):
    """(the backend's environment, None) or (None, the alert heard)."""
    settings = context(version=version)
    if badge is not None:
        # OpenSSL's level 2 would not load a short key: it is ours to refuse.
        settings.set_ciphers('DEFAULT@SECLEVEL=0')
        settings.load_cert_chain(badge.chain, badge.key)
    with Client(server.port, settings=settings, handshake=False) as c:
        try:
            c.handshake()
            text = c.rest().decode()
        except ssl.SSLError as e:
            return None, e.reason
    return dict(x.split('=', 1) for x in text.splitlines()), None


def served(server, badge, version, dn=DN, issuer=ISSUER):
    """The client is served and the backend knows who it is."""
    env, alert = talk(server, badge, version)
    equal(alert, None, 'the alert')
    equal((env.get('SSL_CLIENT_DN'), env.get('SSL_CLIENT_I_DN')),
          (dn, issuer), 'the names in the environment')


def lines(server, pattern):
    """The lines of the log that match."""
    return [x for x in server.log() if re.search(pattern, x)]


def refused(server, badge, version, why):
    """The client gets the right alert, and one line says why."""
    before = len(lines(server, 'REFUSED ')), len(lines(server, 'EXIT .*why='
                                                               'alert-sent'))
    env, alert = talk(server, badge, version)
    equal(env, None, 'the environment')
    if why == 'none':
        want, sent = {
            '1.2': ('SSLV3_ALERT_HANDSHAKE_FAILURE', 'handshake_failure'),
            '1.3': ('TLSV13_ALERT_CERTIFICATE_REQUIRED',
                    'certificate_required')}[version]
    else:
        want, sent = HEARS[why], ALERTS[why]
    equal(alert, want, f'the alert about {why}')
    ends = eventually(lambda: lines(server, 'EXIT .*why=alert-sent')[
        before[1]:], 5, 'an EXIT line')
    equal(ends[0].rsplit('why=', 1)[1], f'alert-sent:{sent}', 'EXIT')
    said = lines(server, 'REFUSED ')[before[0]:]
    equal(len(said), 1, 'lines about it')
    if not re.search(r'REFUSED service=imap from=127\.0\.0\.1 '
                     f'certificate={why}( subject=|$)', said[0]):
        raise AssertionError(f'not about {why}: {said[0]}')
