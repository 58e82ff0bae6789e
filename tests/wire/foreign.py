# SPDX-License-Identifier: MIT
"""Intermediates whose keys mbedTLS cannot use are served: clients that verify
up to the root take them, and those that cannot say so themselves."""

import pki
from wire import Server, command, equal, main, test, tool


def openssl(server, identity, version):
    """What s_client says of the chain."""
    return command(
        tool('openssl'), 's_client', '-connect', f'localhost:{server.port}',
        f'-tls1_{version[2]}', '-CAfile', identity.ca, '-no-CApath',
        '-no-CAstore', '-verify_hostname', 'localhost',
        '-showcerts').stdout.decode()


def gnutls(server, identity, version):
    """What gnutls-cli says of it."""
    return command(
        tool('gnutls-cli'), '--x509cafile', identity.ca, '--priority',
        f'NORMAL:-VERS-ALL:+VERS-TLS{version}', '-p', str(server.port),
        'localhost', check=False).stdout.decode()


def add(middle, verdict, trusted):
    """One kind of intermediate, what OpenSSL says, and whether GnuTLS does."""
    @test(f'below an intermediate of {middle}: OpenSSL, GnuTLS', 60)
    def check():
        for leaf in ('P-256', 'RSA'):
            identity = pki.chain(leaf, middle)
            with Server(pem=identity.pem) as s:
                for version in ('1.2', '1.3'):
                    said = openssl(s, identity, version)
                    equal(f'Verify return code: {verdict}' in said, True,
                          said)
                    equal(said.count('BEGIN CERTIFICATE'), 2, said)
                    said = gnutls(s, identity, version)
                    equal('The certificate is trusted' in said, trusted,
                          said)


for MIDDLE in ('P-521', 'Ed25519', 'Ed448', 'RSA-8192'):
    add(MIDDLE, '0 (ok)', True)
# It arrives; whether it is taken is up to the client.
add('explicit', '94 (Certificate public key has explicit ECC', False)
main()
