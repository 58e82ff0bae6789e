/* SPDX-License-Identifier: MIT */
/*
 * The keys that the key process K holds for one connection: one, or an EC and
 * an RSA key of which the client's algorithms choose.
 *
 * They come from WRAP_PEM and server-also.pem beside it, if there is one; or
 * from what -p names, files in their order or a folder.  In a folder the
 * server name chooses NAME.pem, else _.DOMAIN.pem for each name one label
 * below DOMAIN, else the files that -p names, else default.pem; each file in
 * a folder may have NAME-also.pem beside it.
 */
#ifndef KEY_KEYRING_H
#define KEY_KEYRING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "tls/identity.h"
#include "wrap/wrap_opts.h"

#define KEYRING_PEM ".pem"
#define KEYRING_ALSO "-also.pem"

struct keyring {
	const struct wrap_opts *opts;
	const char *folder;		/* NULL: the server name is no matter */
	bool clean;			/* nothing is there to be mended */
	struct identity *id[IDENTITIES_MAX];
	unsigned n;
};

/* Starts R without a key; -1: E says what is wrong with -p or the folder. */
int keyring_open(struct keyring *r, const struct wrap_opts *o,
    struct err *e);

/*
 * Loads what is to be served to a client that asks for the LEN bytes at NAME,
 * any bytes, as a server name (0: for none).  Logs a line for each thing that
 * a person should mend: what, and what to type; a second file that is broken
 * is one of those.  -1: there is nothing to serve; E has the reason.
 */
int keyring_load(struct keyring *r, const void *name, size_t len,
    struct err *e);

/*
 * Adds file STEM.pem of R's folder and, if there is one, STEM-also.pem.  1:
 * added; 0: there is no such file; -1: E.
 */
int keyring_add(struct keyring *r, const char *stem, struct err *e);

/* Logs "WHAT PATH: TO_TYPE" and notes that there is something to mend. */
void keyring_warn(struct keyring *r, const char *what, const char *path,
    const char *to_type);

/* identity_sign() with the key that fits SCHEME. */
int keyring_sign(struct keyring *r, enum sign_scheme scheme,
    const uint8_t *hash, size_t hash_len, uint8_t *sig, size_t *sig_len);

/* Does the arithmetic on the keys that a connection spares; -1: E. */
int keyring_prove(const struct keyring *r, struct err *e);

/* Wipes the keys. */
void keyring_free(struct keyring *r);

#endif
