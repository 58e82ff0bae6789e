/* SPDX-License-Identifier: MIT */
/*
 * The keys that the key process K holds for one connection: one key, or an EC
 * and an RSA key; the client's algorithms decide between them.
 *
 * They come from WRAP_PEM and, if it exists, server-also.pem beside it.  While
 * the device's own pair is kept in WRAP_OWN, they come from there for a client
 * that asks for a name which only that one has, or, without a name, comes from
 * a private network to an address which only that one has: who knows a name
 * sends it, so this is somebody who typed the address.
 *
 * Or they come from the files (in order) or the folder given with -p.  In a
 * folder, the server name selects NAME.pem, else _.DOMAIN.pem for a name one
 * label below DOMAIN, else the files given with -p, else default.pem.  Each
 * file in a folder may have a NAME-also.pem beside it.
 */
#ifndef KEY_KEYRING_H
#define KEY_KEYRING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "os/addr.h"
#include "tls/identity.h"
#include "wrap/wrap_opts.h"

#define KEYRING_PEM ".pem"
#define KEYRING_ALSO "-also.pem"

struct keyring {
	const struct wrap_opts *opts;
	const char *folder;		/* NULL: none */
	bool own;			/* WRAP_OWN is kept, and no -p given */
	bool by_name;			/* the server name is used */
	const struct addr *peer, *local;	/* of the client; NULL: none */
	bool clean;			/* nothing needs fixing */
	struct identity *id[IDENTITIES_MAX];
	unsigned n;
};

/* Initializes R without a key.  -1: E has the problem with -p or the folder. */
int keyring_open(struct keyring *r, const struct wrap_opts *o,
    struct err *e);

/*
 * Loads the keys for a client that sent the LEN bytes at NAME as its server
 * name (any bytes; LEN 0: none was sent).  Logs a line for each problem that
 * the administrator should fix, with the command to type; a broken second file
 * is such a problem.  -1: there is no key to serve with; E has the reason.
 */
int keyring_load(struct keyring *r, const void *name, size_t len,
    struct err *e);

/*
 * Frees the keys of R and loads the one for a CA that validates the LEN bytes
 * at NAME, any bytes: NAME.pem of the folder acme in that of --run.  Both
 * folders must belong to this user and not be writable by others.  1: loaded;
 * 0: there is none for that name; -1: E has the reason.
 */
int keyring_acme(struct keyring *r, const void *name, size_t len,
    struct err *e);

/*
 * Adds STEM.pem of R's folder and, if it exists, STEM-also.pem.  1: added; 0:
 * no such file; -1: E has the reason.
 */
int keyring_add(struct keyring *r, const char *stem, struct err *e);

/* Logs "WHAT PATH: TO_TYPE" and notes that something needs fixing. */
void keyring_warn(struct keyring *r, const char *what, const char *path,
    const char *to_type);

/* identity_sign() with the key that fits SCHEME. */
int keyring_sign(struct keyring *r, enum sign_scheme scheme,
    const uint8_t *hash, size_t hash_len, uint8_t *sig, size_t *sig_len);

/*
 * Verifies that each key matches its certificate, which connections skip for
 * speed.  -1: E names the mismatch.
 */
int keyring_prove(const struct keyring *r, struct err *e);

/* Wipes the keys. */
void keyring_free(struct keyring *r);

#endif
