# SPDX-License-Identifier: MIT
"""thimble-cert acme check and set: does a name lead here, can it be reached,
would a CA issue; and what a page writes into the configuration. In a network of
its own, because the ports are 443 and 80."""

import os

import pki
from acme_device import NAME, Device
from certs import Folder, read
from netns import alone
from wire import Server, equal, main, test

OTHER = 'other.example.org'


def device(**more):
    """On the real ports."""
    return Device(ports=(443, 80), **more)


@test('this device answers on both ports; the directory for tests issues', 90)
def good():
    def case():
        with device(challenge='tls-alpn-01 http-01') as d:
            d.configure(f'acme-staging = {d.ca.url()}',
                        url='https://localhost:9/dir')
            before = read(d.f.path('server.pem'))
            said = d.acme('check', want=0)
            equal(f"{NAME} leads to 127.0.0.1; port 443 there is this "
                  "device's; port 80 there is this device's\n" in said, True,
                  said)
            equal('a real one should work, too' in said, True, said)
            # Nothing is left of it, and nothing has changed.
            equal(read(d.f.path('server.pem')), before, 'server.pem')
            equal(d.show()['result'], 'never', 'state')
            equal([x for x in os.listdir(d.f.path('acme/staging'))
                   if x.endswith('.pem')], [], 'certificates')
            d.good()
            equal(os.listdir(d.ca.at('www/.well-known/acme-challenge')), [],
                  'files')
            # Again, with the account that is there.
            d.acme('check', want=0)
    alone(case)


@test('something else answers; nothing does; no address at all', 90)
def bad():
    def case():
        with device() as d:
            with open(d.ca.at('hosts'), 'a', encoding='ascii') as out:
                out.write(f'127.0.0.3 {OTHER}\n192.168.77.1 far.example\n')
            d.configure(names=f'{NAME} {OTHER}')
            said = d.acme('check', want=0)
            equal(f'{OTHER} leads to 127.0.0.3; port 443 there cannot be '
                  'reached from here' in said, True, said)
            # Another device, which has no such challenge.
            with Server(pem=pki.by_thimble().pem, service='https',
                        host='127.0.0.3', port=443):
                said = d.acme('check', want=1)
                equal(f"{OTHER} leads to 127.0.0.3; port 443 there is "
                      "not this device's" in said, True, said)
                equal(f"{NAME} leads to 127.0.0.1; port 443 there is this "
                      "device's" in said, True, said)
            # CAs prefer IPv6, where another device may have the name.
            with open(d.ca.at('hosts'), 'a', encoding='ascii') as out:
                out.write('127.0.0.1 both.example\n::1 both.example\n')
            d.configure(names='both.example')
            with Server(pem=pki.by_thimble().pem, service='https',
                        host='::1', port=443):
                said = d.acme('check', want=1)
                equal("both.example leads to 127.0.0.1; port 443 there is this "
                      "device's; it also leads to ::1; port 443 there is "
                      "not this device's" in said, True, said)
            d.configure(names='far.example nowhere.example')
            said = d.acme('check', want=1)
            equal('far.example leads to 192.168.77.1, which only a CA in the '
                  'same network can reach' in said, True, said)
            equal('nowhere.example does not lead anywhere' in said, True,
                  said)
            d.challenge = 'http-01'
            d.configure(names=NAME)
            d.ca.running[-1].kill()
            said = d.acme('check', want=0)
            equal('port 80 there cannot be reached' in said, True, said)
    alone(case)


@test('get: sets the keys, looks, tries in vain, asks; stops where it fails',
      90)
def get():
    def case():
        with device() as d:
            d.f.conf = d.f.path('thimble.conf')
            d.configure(names='nowhere.example')
            said = d.acme('get', f'acme={NAME}', 'acme-email=a@example.org',
                          'acme-staging=https://localhost:9/dir', want=1)
            equal(said.splitlines()[:2], [
                f"{NAME} leads to 127.0.0.1; port 443 there is this device's",
                'asking the directory for tests first'], said)
            equal('the CA cannot be reached' in said, True, said)
            equal('asking the CA' in said, False, said)
            got = d.show()
            equal((got['result'], got['error'], got['names'], got['email']),
                  ('failed', 'unreachable', NAME, 'a@example.org'), got)
            equal(d.official(), False, 'own')
            # What is not given again stays.
            said = d.acme('get', f'acme-staging={d.ca.url()}', want=0)
            equal('a real one should work, too\nasking the CA\n' in
                  said, True, said)
            equal(d.official(), True, 'official')
            d.good()
            d.acme('get', 'acme=-', want=1)
            d.acme('get', 'acme-agree=no', want=1)
            equal(d.show()['agreed'], 'no', 'agreed')
            equal('has not agreed' in d.show()['waits-for'], True, 'shown')
            d.acme('get', 'acme-agree=yes', want=0)
    alone(case)


@test('set writes its keys and no others; what would break the file is '
      'refused', 60)
def keys():
    f = Folder()
    f.conf = f.path('thimble.conf')
    os.makedirs(f.dir)
    f.configure('names = router  # mine', '#acme = x', 'acme-agree = no',
                ' acme-email = a@example.org')
    f.run('acme', 'set', 'acme=mail.example.org 192.0.2.1', 'acme-agree=yes',
          want=0)
    text = read(f.conf).decode()
    equal(text, f'dir = {f.dir}\nnames = router  # mine\n#acme = x\n'
          ' acme-email = a@example.org\n'
          'acme = mail.example.org 192.0.2.1\nacme-agree = yes\n', 'file')
    f.run('acme', 'set', 'acme-agree=yes', 'acme=mail.example.org 192.0.2.1',
          want=(0, 2))
    f.run('acme', 'set', 'acme-email=', want=0)
    equal('acme-email' in read(f.conf).decode(), False, 'removed')
    text = read(f.conf)
    for word in ('dir=/tmp', 'names=x', 'acme', '=x', 'acme-none=x',
                 'acme=a b!', 'acme-agree=perhaps', 'acme-email=x',
                 'acme-email=-x@y.org', 'acme=a\ndir = /tmp',
                 'acme=a # b', 'acme=\xe4',
                 'acme-directory=http://ca/', 'acme-directory=-a',
                 'acme-eab=kid', 'acme-profile=-p', 'acme-run=tmp',
                 'acme=' + 'a' * 64 + '.org', 'acme=' + 'a.org ' * 200):
        f.run('acme', 'set', word, want=1)
        equal(read(f.conf), text, f'after {word!r}')
    f.run('acme', 'set', want=64)
    f.run('acme', 'unset', 'acme=x', want=64)
    f.run('acme', want=64)
    f.run('acme', 'show', 'x', want=64)
    # Credentials are for root alone.
    f.run('acme', 'set', 'acme-eab=kid-1:c2VjcmV0', want=0)
    equal(os.stat(f.conf).st_mode & 0o777, 0o600, 'mode')


main()
