# SPDX-License-Identifier: MIT
"""A certificate authority for clients, run by `openssl ca`.

Authority().client(...) makes a client's certificate; revoke() and crl() do
what they say. Dates are OpenSSL's: YYYYMMDDHHMMSSZ.
"""

import os
from dataclasses import dataclass

from wire import command, scratch, tool

CONF = '''[req]
distinguished_name = p
[ca]
default_ca = d
[d]
dir = {dir}
database = {dir}/index
new_certs_dir = {dir}
crlnumber = {dir}/crlnumber
rand_serial = yes
unique_subject = no
default_md = sha256
default_days = 30
default_crl_days = 30
policy = p
copy_extensions = none
string_mask = utf8only
[p]
commonName = optional
organizationName = optional
organizationalUnitName = optional
countryName = optional
emailAddress = optional
[client]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
[plain]
basicConstraints = critical,CA:FALSE
[server]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
[encipher]
basicConstraints = critical,CA:FALSE
keyUsage = critical,keyEncipherment
[sub]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign,digitalSignature
[subserver]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
extendedKeyUsage = serverAuth
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[names]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
nameConstraints = critical,permitted;DNS:device.example
'''


@dataclass
class Badge:
    """Paths of a client's certificate, its chain above, and its key."""

    cert: str
    key: str
    chain: str

    def curl(self):
        """curl's options for it."""
        return ['--cert', self.chain, '--key', self.key]


def new_key(path, kind='P-256'):
    """A private key in PEM; kind is RSA, RSA-1024, or a curve."""
    if kind.startswith('RSA'):
        bits = kind[4:] or '2048'
        command(tool('openssl'), 'genpkey', '-algorithm', 'RSA', '-pkeyopt',
                f'rsa_keygen_bits:{bits}', '-out', path)
    else:
        command(tool('openssl'), 'genpkey', '-algorithm', 'EC', '-pkeyopt',
                f'ec_paramgen_curve:{kind}', '-out', path)


class Authority:
    """A CA: self-signed, or below ABOVE."""

    def __init__(self, name='Client CA', above=None, section=None,
                 kind='P-256'):
        self.dir = scratch('ca')
        self.conf = self.at('conf')
        with open(self.conf, 'w', encoding='ascii') as f:
            f.write(CONF.format(dir=self.dir))
        with open(self.at('index'), 'w', encoding='ascii'):
            pass
        with open(self.at('crlnumber'), 'w', encoding='ascii') as f:
            f.write('01\n')
        self.above = above
        if above is not None:
            made = above.client(f'/CN={name}', section or 'sub', kind=kind)
            self.cert, self.key, self.chain = made.cert, made.key, made.chain
            return
        self.cert, self.key, self.chain = self.at('ca.pem'), self.at(
            'ca.key'), None
        new_key(self.key, kind)
        command(tool('openssl'), 'req', '-x509', '-config', self.conf,
                '-key', self.key, '-out', self.cert, '-days', '30', '-subj',
                f'/CN={name}', '-extensions', section or 'root')

    def at(self, name):
        """A path in the authority's folder."""
        return os.path.join(self.dir, name)

    def _ca(self, *argv):
        command(tool('openssl'), 'ca', '-batch', '-config', self.conf,
                '-cert', self.cert, '-keyfile', self.key, *argv)

    def client(self, subject='/C=CH/O=Example/CN=Jane Doe',
               section='client', dates=(), kind='P-256', more=()):
        """A certificate by this CA, and above it the CAs but the root."""
        n = len(os.listdir(self.dir))
        key, csr, cert, chain = (self.at(f'{n}.{x}') for x in
                                 ('key', 'csr', 'crt', 'chain'))
        new_key(key, kind)
        command(tool('openssl'), 'req', '-new', '-utf8', '-config',
                self.conf, '-key', key, '-subj', subject, '-out', csr, *more)
        self._ca('-utf8', '-preserveDN', '-in', csr, '-out', cert, '-notext',
                 '-extensions', section,
                 *(['-startdate', dates[0], '-enddate', dates[1]]
                   if dates else []))
        with open(chain, 'w', encoding='ascii') as out:
            for path in (cert, self.chain):
                if path is not None:
                    with open(path, encoding='ascii') as f:
                        out.write(f.read())
        return Badge(cert, key, chain)

    def revoke(self, badge):
        """Puts it on the list."""
        self._ca('-revoke', badge.cert)

    def crl(self, dates=()):
        """The path of a new list of what is revoked by now."""
        path = self.at(f'{len(os.listdir(self.dir))}.crl')
        self._ca('-gencrl', '-out', path,
                 *(['-crl_lastupdate', dates[0], '-crl_nextupdate', dates[1]]
                   if dates else []))
        return path


def _der(tag, body):
    """One DER value."""
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    octets = size.to_bytes((size.bit_length() + 7) // 8, 'big')
    return bytes([tag, 0x80 | len(octets)]) + octets + body


def altered(authority, badge, old, new):
    """BADGE with OLD for NEW, of one length, signed again by its CA."""
    der = command(tool('openssl'), 'x509', '-in', badge.cert, '-outform',
                  'DER').stdout
    head = 4                    # of the outer SEQUENCE and of the inner
    inner = int.from_bytes(der[head + 2:head + 4], 'big') + 4
    tbs = der[head:head + inner]
    if der[1] != 0x82 or tbs[1] != 0x82 or tbs.count(old) != 1 or \
            len(old) != len(new):
        raise AssertionError('not a certificate that can be altered so')
    tbs = tbs.replace(old, new)
    algorithm = der[head + inner:]
    algorithm = algorithm[:2 + algorithm[1]]
    signature = command(tool('openssl'), 'dgst', '-sha256', '-sign',
                        authority.key, stdin=tbs).stdout
    made = _der(0x30, tbs + algorithm + _der(3, b'\0' + signature))
    path = badge.cert + '.altered'
    with open(path, 'wb') as f:
        f.write(command(tool('openssl'), 'x509', '-inform', 'DER',
                        stdin=made).stdout)
    return Badge(path, badge.key, path)


def join(path, *parts):
    """Writes the files PARTS into PATH, one behind the other."""
    with open(path, 'w', encoding='ascii') as out:
        for part in parts:
            with open(part, encoding='ascii') as f:
                out.write(f.read())
    return path
