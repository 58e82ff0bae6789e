# SPDX-License-Identifier: MIT
"""X25519, P-256 and AES-128-GCM by this machine's OpenSSL. The numbers are 32
bytes, little endian."""

import ctypes
import ctypes.util

P256, X25519 = 415, 1034

_lib = ctypes.CDLL(ctypes.util.find_library('crypto'))


def _function(name, result=ctypes.c_void_p):
    f = getattr(_lib, name)
    f.restype = result

    def call(*args):
        got = f(*(ctypes.c_void_p(a) if isinstance(a, int) and a > 1 << 31
                  else a for a in args))
        assert got, name
        return got
    return call


_group = _function('EC_GROUP_new_by_curve_name')(P256)
_read = _function('BN_lebin2bn')
_write = _function('BN_bn2lebinpad', ctypes.c_int)
_multiply = _function('EC_POINT_mul', ctypes.c_int)
_set = _function('EC_POINT_set_affine_coordinates', ctypes.c_int)
_get = _function('EC_POINT_get_affine_coordinates', ctypes.c_int)
_private = _function('EVP_PKEY_new_raw_private_key')
_public = _function('EVP_PKEY_new_raw_public_key')
_context = _function('EVP_PKEY_CTX_new')
_begin = _function('EVP_PKEY_derive_init', ctypes.c_int)
_peer = _function('EVP_PKEY_derive_set_peer', ctypes.c_int)
_derive = _function('EVP_PKEY_derive', ctypes.c_int)

_new = _function('BN_new')
_point = _function('EC_POINT_new')
_k, _l, _x, _y = (_new() for _ in range(4))
_p, _r = _point(_group), _point(_group)


def _pair():
    out = ctypes.create_string_buffer(64)
    _write(_x, out, 32)
    _write(_y, ctypes.byref(out, 32), 32)
    return out.raw


def p256(k, point=None, scalar=None):
    """K times the base point; plus SCALAR times POINT, if there is one."""
    _read(k, 32, _k)
    if point is None:
        _multiply(_group, _r, _k, None, None, None)
    else:
        _read(point[:32], 32, _x)
        _read(point[32:], 32, _y)
        _set(_group, _p, _x, _y, None)
        _read(scalar, 32, _l)
        _multiply(_group, _r, _k, _p, _l, None)
    _get(_group, _r, _x, _y, None)
    return _pair()


def x25519(k, u):
    """The shared secret."""
    mine, theirs = _private(X25519, None, k, ctypes.c_size_t(32)), _public(
        X25519, None, u, ctypes.c_size_t(32))
    context = _context(mine, None)
    out, length = ctypes.create_string_buffer(32), ctypes.c_size_t(32)
    _begin(context)
    _peer(context, theirs)
    _derive(context, out, ctypes.byref(length))
    for free, thing in ((_lib.EVP_PKEY_CTX_free, context),
                        (_lib.EVP_PKEY_free, mine),
                        (_lib.EVP_PKEY_free, theirs)):
        free(ctypes.c_void_p(thing))
    return out.raw


def aes128_gcm(key, nonce, text, beside):
    """TEXT sealed with BESIDE, and the tag."""
    out = ctypes.create_string_buffer(len(text) + 16)
    done = ctypes.c_int(0)
    context = _function('EVP_CIPHER_CTX_new')()
    begin = _function('EVP_EncryptInit_ex', ctypes.c_int)
    update = _function('EVP_EncryptUpdate', ctypes.c_int)
    begin(context, _function('EVP_aes_128_gcm')(), None, key, nonce)
    update(context, None, ctypes.byref(done), beside, len(beside))
    update(context, out, ctypes.byref(done), text, len(text))
    end = ctypes.byref(out, len(text))
    _function('EVP_EncryptFinal_ex', ctypes.c_int)(context, end,
                                                   ctypes.byref(done))
    _function('EVP_CIPHER_CTX_ctrl', ctypes.c_int)(context, 0x10, 16, end)
    _lib.EVP_CIPHER_CTX_free(ctypes.c_void_p(context))
    return out.raw
