/* SPDX-License-Identifier: MIT */
/*
 * Our own private keys: making, reading and writing them.  They stay in the
 * arena until key_free().
 */
#ifndef TLS_KEY_H
#define TLS_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
	KEY_PEM_MAX = 4096,	/* RSA with 4096 bits takes 3250 */
	KEY_ID_LEN = 20,
	KEY_RSA_BITS_MIN = 2048,
	KEY_RSA_BITS_MAX = 4096
};

enum key_kind {
	KEY_P256,
	KEY_P384,
	KEY_RSA2048,
	KEY_RSA3072,
	KEY_RSA4096
};

struct key;

/*
 * Makes a key.  The caller has checked rng_ready(): without entropy this waits
 * forever.  RSA takes seconds to minutes on a small CPU.  NULL: E has the
 * reason.
 */
struct key *key_make(enum key_kind kind, struct err *e);

/*
 * Has TICK called from now on while primes for an RSA key are sought, about
 * fifteen times for 2048 bits, more often for longer keys, at irregular
 * intervals.  NULL: never.
 */
void key_progress(void (*tick)(void));

/* The first private key in PEM (PEM[LEN] is '\0'); NULL: E has the reason. */
struct key *key_read(const char *pem, size_t len, struct err *e);

/* A key in DER: PKCS#8 without passphrase, SEC1 or PKCS#1; NULL: not one. */
struct key *key_read_der(const uint8_t *der, size_t len);

/* Whether a server may use K: P-256, P-384, RSA with 2048 to 4096 bits. */
bool key_serves(const struct key *k);

/* Writes K as PEM (SEC1 or PKCS#1) with its NUL; -1: too large. */
int key_write(const struct key *k, char *pem, size_t cap, struct err *e);

bool key_is_rsa(const struct key *k);
bool key_kind_is_rsa(enum key_kind kind);

/* Whether K is of this kind. */
bool key_is(const struct key *k, enum key_kind kind);

/*
 * The key's identifier in certificates: the first 160 bits of SHA-256 over
 * the public key (RFC 7093, 2, method 1).
 */
int key_id(const struct key *k, uint8_t id[KEY_ID_LEN]);

/* Wipes the key and frees the memory; NULL does nothing. */
void key_free(struct key *k);

#endif
