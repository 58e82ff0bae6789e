# SPDX-License-Identifier: MIT
"""Reads a certificate's DER by RFC 5280 and X.690, with nothing but this
file: a view of what thimble-cert makes that shares no code with it."""

import base64
import datetime
import re

OID = {
    '2.5.29.14': 'subjectKeyIdentifier', '2.5.29.15': 'keyUsage',
    '2.5.29.17': 'subjectAltName', '2.5.29.19': 'basicConstraints',
    '2.5.29.30': 'nameConstraints', '2.5.29.35': 'authorityKeyIdentifier',
    '2.5.29.37': 'extKeyUsage', '2.5.4.3': 'CN', '2.5.4.10': 'O',
    '2.5.4.11': 'OU', '1.3.6.1.5.5.7.3.1': 'serverAuth',
}
BOOLEAN, INTEGER, BITS, OCTETS, UTC, GENERALIZED = 1, 2, 3, 4, 0x17, 0x18


class Node:
    """One DER element: tag, body and, if constructed, its children."""

    def __init__(self, data, at=0):
        self.tag = data[at]
        n = data[at + 1]
        head = 2
        if n >= 0x80:
            width = n & 0x7f
            digits = data[at + 2:at + 2 + width]
            n = int.from_bytes(digits, 'big')
            # DER: the shortest form only.
            assert digits and digits[0] and n >= 0x80, 'length is not DER'
            head += width
        self.body = data[at + head:at + head + n]
        assert len(self.body) == n, 'cut short'
        self.size = head + n
        self.kids = []
        if self.tag & 0x20:
            i = 0
            while i < n:
                self.kids.append(Node(self.body, i))
                i += self.kids[-1].size

    def __getitem__(self, i):
        return self.kids[i]

    def oid(self):
        """The name of an object identifier, or its numbers."""
        assert self.tag == 6, 'no object identifier'
        v, numbers = 0, []
        for b in self.body:
            v = v << 7 | b & 0x7f
            if not b & 0x80:
                numbers.append(v)
                v = 0
        first = min(numbers[0] // 40, 2)
        text = '.'.join(map(str, [first, numbers[0] - 40 * first,
                                  *numbers[1:]]))
        return OID.get(text, text)

    def number(self):
        """A DER integer."""
        b = self.body
        assert self.tag == INTEGER and b, 'no integer'
        assert len(b) == 1 or not (b[0] == 0 and b[1] < 0x80 or
                                   b[0] == 0xff and b[1] >= 0x80), 'padded'
        return int.from_bytes(b, 'big', signed=True)

    def time(self):
        """Seconds since 1970; UTCTime until 2049, else GeneralizedTime."""
        text = self.body.decode('ascii')
        if self.tag == UTC:
            assert re.fullmatch(r'\d{12}Z', text), text
            text = ('20' if text < '5' else '19') + text
        else:
            assert self.tag == GENERALIZED and \
                re.fullmatch(r'\d{14}Z', text), text
            assert text >= '2050', 'GeneralizedTime before 2050'
        when = datetime.datetime.strptime(text, '%Y%m%d%H%M%SZ')
        return int(when.replace(tzinfo=datetime.timezone.utc).timestamp())


class Extension:
    """critical and value (a Node) of an extension."""

    def __init__(self, node):
        self.name = node[0].oid()
        self.critical = node[1].tag == BOOLEAN
        if self.critical:
            assert node[1].body == b'\xff', 'FALSE is not written in DER'
        assert node.kids[-1].tag == OCTETS
        self.raw = node.kids[-1].body
        self.value = Node(self.raw)
        assert self.value.size == len(self.raw), 'something behind it'


class Certificate:
    """The fields of one certificate."""

    def __init__(self, der):
        top = Node(der)
        assert top.size == len(der), 'something behind the certificate'
        body = top[0]
        assert body[0].tag == 0xa0 and body[0][0].number() == 2, 'not v3'
        self.serial = body[1].number()
        self.serial_len = len(body[1].body)
        self.algorithm = top[1][0].oid()
        assert body[2].body == top[1].body, 'two algorithms'
        self.issuer, self.subject = self._name(body[3]), self._name(body[5])
        self.issuer_der, self.subject_der = body[3].body, body[5].body
        self.not_before, self.not_after = (x.time() for x in body[4].kids)
        self.time_tags = [x.tag for x in body[4].kids]
        self.key_bits = body[6][1].body[1:]
        assert body[7].tag == 0xa3 and len(body.kids) == 8
        found = [Extension(x) for x in body[7][0].kids]
        self.ext = {x.name: x for x in found}
        assert len(self.ext) == len(found), 'an extension twice'

    @staticmethod
    def _name(node):
        return [(a[0].oid(), a[1].body.decode('utf-8'))
                for rdn in node.kids for a in rdn.kids]

    def san(self):
        """The names as (tag, bytes): 2 is DNS, 7 an address."""
        return [(x.tag & 0x1f, x.body)
                for x in self.ext['subjectAltName'].value.kids]

    def permitted(self):
        """The permitted subtrees as (tag, bytes)."""
        return [(x[0].tag & 0x1f, x[0].body)
                for part in self.ext['nameConstraints'].value.kids
                if part.tag == 0xa0 for x in part.kids]

    def usage(self):
        """The bits of the key usage, first to last, as text."""
        node = self.ext['keyUsage'].value
        assert node.tag == BITS
        bits = ''.join(f'{b:08b}' for b in node.body[1:])
        used = bits[:len(bits) - node.body[0]]
        assert used.endswith('1'), 'DER drops zero bits at the end'
        return used


def load(path):
    """The certificates of a PEM file."""
    with open(path, encoding='ascii') as f:
        text = f.read()
    return [Certificate(base64.b64decode(x)) for x in re.findall(
        '-----BEGIN CERTIFICATE-----(.*?)-----END', text, re.DOTALL)]
