# SPDX-License-Identifier: MIT
"""tls-alpn-01 (RFC 8737): a CA that asks by ALPN and server name gets the
certificate for the challenge and nothing else; nobody else gets it.
"""

import base64
import os
import re
import struct

import pki
from acme_hook import (ACME, AUTH, TOKEN, Hook, certificate, digest,
                       validate)
from served import join, key_of, leaf_of
from tls import Client, client_hello, say_raw
from wire import Server, command, equal, main, scratch, test
from x509 import load

NAME = 'mail.example.org'
BACKEND = '#!/bin/sh\n: >"${0%/*}/ran"\ncat\n'
NO_PROTOCOL, UNRECOGNIZED, MISSING = 120, 112, 109


def serve(hook, pem=None, *opts, service='https', **more):
    """The wrapper, and a backend that leaves a trace."""
    return Server(BACKEND, pem or pki.by_thimble().pem,
                  ('--run', hook.run, *opts), service=service, **more)


def refused(said, *alerts):
    """s_client got one of these alerts and no certificate."""
    equal(certificate(said), None, said)
    got = re.search(r'SSL alert number (\d+)', said)
    equal(got is not None and int(got[1]) in alerts, True, said)


def judge(pem, names, auth=AUTH):
    """The certificate is what RFC 8737, 3, says."""
    path = os.path.join(scratch('got'), 'pem')
    with open(path, 'w', encoding='ascii') as out:
        out.write(pem)
    got = load(path)[0]
    equal(got.san(), names, 'names')
    found = got.ext[ACME]
    equal(found.critical, True, 'acmeIdentifier is critical')
    equal(found.raw[:2], b'\4\x20', 'an OCTET STRING of 32 bytes')
    command('openssl', 'verify', '-ignore_critical', '-check_ss_sig',
            '-CAfile', path, path)
    return found.raw[2:]


@test('the certificate for the challenge, in both versions; no data', 60)
def answered():
    hook = Hook('acme = ' + NAME)
    hook.challenge(NAME)
    equal(hook.answers(), [NAME + '.pem'], 'files')
    mode = os.stat(f'{hook.run}/acme/{NAME}.pem').st_mode & 0o777
    equal(mode, 0o600, 'mode')
    equal(os.stat(f'{hook.run}/acme').st_mode & 0o777, 0o700, 'folder')
    with serve(hook) as s:
        for n, version in enumerate(('-tls1_2', '-tls1_3'), 1):
            said = validate(s.port, NAME, version, '-ign_eof')
            equal('ALPN protocol: acme-tls/1' in said, True, said)
            equal('New Session Ticket' in said or
                  'TLS session ticket:' in said, False, said)
            want = digest()
            got = judge(certificate(said), [(2, NAME.encode())])
            equal(base64.urlsafe_b64encode(got).rstrip(b'=').decode(), want,
                  'digest')
            s.logged(f'ACME service=https from=127.0.0.1 name={NAME}')
            line = s.exit_line('acme', n)
            equal(line['tls'], version[-3:].replace('_', '.'), 'version')
            equal((line['in'], line['out']), ('0', '0'), 'bytes')
        equal(os.path.exists(s.path('ran')), False, 'the program ran')
        # Another connection is served as ever.
        with Client(s.port, alpn=['http/1.1']) as c:
            c.send(b'x')
            equal(c.exactly(1), b'x', 'echo')
            c.end()
        hook.challenge(NAME, method='done')
        equal(hook.answers(), [], 'files')
        refused(validate(s.port, NAME), UNRECOGNIZED)


@test('a HelloRetryRequest in between; upper case; an address', 60)
def more():
    hook = Hook()
    hook.challenge(NAME)
    hook.challenge('192.0.2.7')
    hook.challenge('2001:db8::7')
    arpa = '7.2.0.192.in-addr.arpa'
    six = '7' + '.0' * 23 + '.8.b.d.0.1.0.0.2.ip6.arpa'
    with serve(hook) as s:
        said = validate(s.port, NAME, '-groups', 'P-521:P-256', '-msg')
        equal(said.count('ClientHello'), 2, said)
        judge(certificate(said), [(2, NAME.encode())])
        judge(certificate(validate(s.port, NAME.upper())),
              [(2, NAME.encode())])
        judge(certificate(validate(s.port, arpa)),
              [(7, bytes((192, 0, 2, 7)))])
        judge(certificate(validate(s.port, six)),
              [(7, bytes.fromhex('20010db8' + '0' * 23 + '7'))])


@test('only that protocol, exactly one name, a name with a challenge', 60)
def hostile():
    hook = Hook()
    hook.challenge(NAME)
    identity = pki.by_thimble()
    ours = leaf_of(identity.pem)
    with serve(hook, identity.pem) as s:
        refused(validate(s.port, None), NO_PROTOCOL)
        for name in ('www.example.org', 'example.org', '_.example.org',
                     f'../acme/{NAME}', f'{NAME}.pem', f'x{NAME}'):
            refused(validate(s.port, name), UNRECOGNIZED, MISSING)
        # One that offers something else, too, is no CA.
        for alpn in ('http/1.1,acme-tls/1', 'acme-tls/1,http/1.1'):
            said = validate(s.port, NAME, alpn=alpn)
            equal('ALPN protocol: http/1.1' in said, True, said)
            equal(key_of(certificate(said)), ours, 'certificate')
        refused(validate(s.port, NAME, alpn='acme-tls/2'), NO_PROTOCOL)
        refused(validate(s.port, NAME, alpn='acme-tls/1,acme-tls/1'),
                NO_PROTOCOL)
        said = validate(s.port, NAME, alpn=None)
        equal(key_of(certificate(said)), ours, 'certificate')
        equal([x for x in s.log() if 'ACME' in x or 'compromised' in x], [],
              'log')


def names(*hosts):
    """A server_name extension."""
    body = b''.join(b'\0' + struct.pack('>H', len(x)) + x for x in hosts)
    body = struct.pack('>H', len(body)) + body
    return struct.pack('>HH', 0, len(body)) + body


ALPN = bytes.fromhex('0010000d000b0a') + b'acme-tls/1'
# X25519 and P-256; ECDSA with SHA-256.
GROUPS = bytes.fromhex('000a00060004001d0017' '000d000400020403')


@test('hellos of our own: two names, none, not a host, bytes too many', 60)
def raw():
    hook = Hook()
    hook.challenge(NAME)
    host = NAME.encode()
    with serve(hook) as s:
        def alerts(extensions):
            return say_raw(s.port, client_hello(
                suites=(0xc02b,), extensions=GROUPS + extensions)).alerts()
        reply = say_raw(s.port, client_hello(
            suites=(0xc02b,), extensions=GROUPS + ALPN + names(host)),
            seconds=2)
        equal(b'acme-tls/1' in reply.data, True, reply)
        for sni in (names(host, host), names(host, b'www.example.org'),
                    names(), b'', names(b'')):
            got = alerts(ALPN + sni)
            equal(len(got) == 1 and got[0] in (NO_PROTOCOL, 50, 47), True,
                  f'{sni!r}: {got}')
        for bad in (b'mail.example.org\0', b'mail example.org', b'/', b'..',
                    b'a' * 255, b'\xff' * 16):
            got = alerts(ALPN + names(bad))
            equal(len(got) == 1 and got[0] in (UNRECOGNIZED, 40, 50), True,
                  f'{bad!r}: {got}')
        equal([x for x in s.log() if 'ACME' in x or 'compromised' in x], [],
              'log')


@test('no other service answers; -p folder, client certificates, -d', 90)
def services():
    hook = Hook()
    hook.challenge(NAME)
    for service in ('imaps', 'pop3s', 'smtps'):
        with serve(hook, service=service) as s:
            refused(validate(s.port, NAME), NO_PROTOCOL)
    folder = scratch('names')
    join(folder, NAME, pki.self_signed('P-256'))
    with serve(hook, folder) as s:
        judge(certificate(validate(s.port, NAME)), [(2, NAME.encode())])
        refused(validate(s.port, 'a.example.org'), UNRECOGNIZED)
    # A CA has no client certificate.
    with serve(hook, None, '-v', '2', '-A', pki.self_signed().pem) as s:
        for version in ('-tls1_2', '-tls1_3'):
            said = validate(s.port, NAME, version)
            judge(certificate(said), [(2, NAME.encode())])
        s.exit_line('acme', 2)
    with serve(hook, None, '--linger', '1', wait=True) as s:
        judge(certificate(validate(s.port, NAME)), [(2, NAME.encode())])
        s.exit_line('acme')


@test('a session of before does not come back as a validation', 30)
def resumed():
    hook = Hook()
    hook.challenge(NAME)
    kept = os.path.join(scratch('kept'), 'session')
    with serve(hook) as s:
        for version in ('-tls1_2', '-tls1_3'):
            validate(s.port, NAME, version, '-sess_out', kept, alpn='http/1.1')
            said = validate(s.port, NAME, version, '-sess_in', kept)
            equal('Reused' in said, False, said)
            judge(certificate(said), [(2, NAME.encode())])


@test('folders and files that others can change', 60)
def modes():
    hook = Hook()
    hook.challenge(NAME)
    folder, pem = f'{hook.run}/acme', f'{hook.run}/acme/{NAME}.pem'
    with serve(hook) as s:
        for path, mode, back in ((folder, 0o777, 0o700), (pem, 0o666, 0o600)):
            os.chmod(path, mode)
            refused(validate(s.port, NAME), UNRECOGNIZED)
            os.chmod(path, back)
        os.chown(folder, 65534, 65534)
        refused(validate(s.port, NAME), UNRECOGNIZED)
        os.chown(folder, 0, 0)
        os.rename(folder, folder + '2')
        os.symlink(folder + '2', folder)
        refused(validate(s.port, NAME), UNRECOGNIZED)
        os.unlink(folder)
        refused(validate(s.port, NAME), UNRECOGNIZED)
        os.rename(folder + '2', folder)
        judge(certificate(validate(s.port, NAME)), [(2, NAME.encode())])
        said = '\n'.join(s.log())
        equal(len(re.findall('not be writable by others', said)), 2, said)


@test('what the hook refuses', 30)
def bad_calls():
    hook = Hook(f'acme = {NAME} *.example.org')
    hook.call(want=64)
    hook.call('begin', want=64)
    for method, name, token, auth in (
            ('start', NAME, TOKEN, digest()),
            ('begin', 'www.example.net', TOKEN, digest()),
            ('begin', '../' + NAME, TOKEN, digest()),
            ('begin', '*.example.org', TOKEN, digest()),
            ('begin', '', TOKEN, digest()),
            ('begin', NAME, '../../etc/passwd', digest()),
            ('begin', NAME, '', digest()),
            ('begin', NAME, 'short', digest()),
            ('begin', NAME, TOKEN + '\n', digest()),
            ('begin', NAME, 'a' * 129, digest()),
            ('begin', NAME, TOKEN, digest()[:-1]),
            ('begin', NAME, TOKEN, digest() + 'A'),
            ('begin', NAME, TOKEN, digest()[:-1] + '_'),
            ('begin', NAME, TOKEN, 'x' + AUTH),
            ('begin', NAME, TOKEN, AUTH + 'x'),
            ('begin', NAME, TOKEN, '')):
        hook.call(method, 'tls-alpn-01', name, token, auth, want=1)
    for kind in ('dns-01', 'http-02', '', 'dns-persist-01'):
        hook.call('begin', kind, NAME, TOKEN, AUTH, want=1)
    hook.call('begin', 'http-01', NAME, TOKEN, digest(), want=1)
    equal(hook.answers(), [], 'files')
    equal(os.path.exists(hook.web), False, 'web')
    # The name without the star is what a client asks for.
    hook.challenge('example.org')
    hook.call('begin', 'http-01', NAME, TOKEN, AUTH)
    path = f'{hook.web}/.well-known/acme-challenge/{TOKEN}'
    with open(path, encoding='ascii') as text:
        equal(text.read(), AUTH, 'answer')
    equal(os.stat(path).st_mode & 0o777, 0o644, 'mode')
    hook.call('failed', 'http-01', NAME, TOKEN, AUTH)
    equal(os.path.exists(path), False, 'answer')


main()
