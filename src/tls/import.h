/* SPDX-License-Identifier: MIT */
/*
 * Turns the files that people get from CAs into what a server needs: a key, the
 * matching certificate, and the rest of the chain in order.
 *
 *	import_start(&im, now);
 *	import_file(&im, "all.pem", bytes, len, NULL, &e);	each file
 *	import_key(&im, live, "server.pem");			ours, if any
 *	import_order(&im, &e);
 *
 * PEM or DER, blocks in any order with text and CRLF around them, PKCS#7
 * bundles, PKCS#8, SEC1 and PKCS#1 keys.  Everything stays in the arena until
 * import_free().  Each refusal names the file, the block and the reason.
 */
#ifndef TLS_IMPORT_H
#define TLS_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "tls/crt.h"
#include "tls/key.h"

enum {
	IMPORT_FILE_MAX = 65536,
	IMPORT_CRTS_MAX = 16,		/* in all the files */
	IMPORT_KEYS_MAX = 12,
	IMPORT_DER_MAX = 12288		/* of one block */
};

/* Where something came from, for messages. */
struct import_from {
	const char *file;	/* the caller's; must stay in place */
	unsigned block;		/* in PEM, from 1; 0: the whole file */
};

struct import_crt {
	struct crt *crt;
	struct import_from from;
	bool used;		/* in the chain */
};

struct import_key {
	struct key *key;
	struct import_from from;
	bool given;		/* in the files, not one of ours */
};

/* What is to be said of a CA that is `unproven`, below. */
#define IMPORT_UNPROVEN ": its signature was not verified: its kind of key " \
	"cannot be used here"

struct import {
	int64_t now;		/* dates are checked against it */
	bool clock_unset;	/* NOW is the build date: no "not yet" */
	/* For checking installed files; set after import_start(). */
	int64_t margin;		/* seconds intermediates must still last */
	bool leaf_dated;	/* the caller checks the leaf's dates */
	bool may_staple;	/* a leaf with must-staple is accepted */
	struct import_crt crts[IMPORT_CRTS_MAX];
	struct import_key keys[IMPORT_KEYS_MAX];
	unsigned n_crts, n_keys;
	unsigned requests;	/* blocks with requests */
	/* A self-issued certificate that cannot be read, maybe an old root. */
	struct err odd;

	/* Results of import_order(). */
	const struct import_key *key;
	const struct crt *chain[IMPORT_CRTS_MAX];
	unsigned n_chain;
	bool alone;		/* a leaf without its issuer */
	/* A CA with a foreign key (foreign.h): what it signed is unproved. */
	const struct crt *unproven;
};

void import_start(struct import *im, int64_t now, bool clock_unset);

/*
 * Reads file NAME, LEN bytes, which are modified; BYTES[LEN] is '\0'.  PASS
 * NULL: no passphrase.
 */
int import_file(struct import *im, const char *name, uint8_t *bytes,
    size_t len, const char *pass, struct err *e);

/* Adds a key of ours (NULL: none); import_free() frees it. */
void import_key(struct import *im, struct key *k, const char *name);

/*
 * Finds the leaf, its key and the chain, and validates them (RFC 5280, 6.1):
 * purpose, CA flags, path length, name constraints of each CA present,
 * algorithms, dates, size for a handshake.  -1: E has the block and the reason.
 * Costs one signature check per certificate.
 */
int import_order(struct import *im, struct err *e);

void import_free(struct import *im);

/* Sets E to "FILE, block N (CN=...): WHY"; C NULL: no name is known. */
int import_why(struct err *e, const struct import_from *from,
    const struct crt *c, const char *why);

#endif
