/* SPDX-License-Identifier: MIT */
/*
 * What CAs and people hand over, made into what a server needs: a key, the
 * certificate that belongs to it, and the chain behind it in order.
 *
 *	import_start(&im, now);
 *	import_file(&im, "all.pem", bytes, len, NULL, &e);	each file
 *	import_key(&im, live, "server.pem");			ours, if any
 *	import_order(&im, &e);
 *
 * PEM or DER, blocks in any order with text and CRLF around them, PKCS#8,
 * SEC1 and PKCS#1 keys.  Everything lives in the arena until import_free().
 * Each refusal names the file, the block and the reason.
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
	IMPORT_KEYS_MAX = 8,
	IMPORT_DER_MAX = 12288		/* of one block */
};

/* Where something came from, for sentences. */
struct import_from {
	const char *file;	/* the caller's; lives as long as we do */
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
	bool given;		/* in a file of the person's, not ours */
};

struct import {
	int64_t now;		/* dates are judged against it */
	bool clock_unset;	/* NOW is the build's: "not yet" says nothing */
	/* For one who looks at what is installed, set after import_start(). */
	int64_t margin;		/* seconds that intermediates have to last */
	bool leaf_dated;	/* the caller judges the leaf's dates itself */
	bool may_staple;	/* a leaf with must-staple is taken */
	struct import_crt crts[IMPORT_CRTS_MAX];
	struct import_key keys[IMPORT_KEYS_MAX];
	unsigned n_crts, n_keys;
	unsigned requests;	/* blocks that are requests */
	/* A self-issued certificate that cannot be read: an old root? */
	struct err odd;

	/* What import_order() found. */
	const struct import_key *key;
	const struct crt *chain[IMPORT_CRTS_MAX];
	unsigned n_chain;
	bool alone;		/* a leaf, and who signed it is not there */
};

void import_start(struct import *im, int64_t now, bool clock_unset);

/*
 * Takes the LEN bytes of file NAME, which are changed; BYTES[LEN] is '\0'.
 * PASS NULL: there is no passphrase.
 */
int import_file(struct import *im, const char *name, uint8_t *bytes,
    size_t len, const char *pass, struct err *e);

/* Adds a key of ours, NULL: none, which IM frees. */
void import_key(struct import *im, struct key *k, const char *name);

/*
 * Finds the leaf, its key, and the chain, and judges them all (RFC 5280,
 * 6.1): purpose, CA marks, path length, name constraints of each CA that is
 * there, algorithms, dates, room in a handshake.  -1: E says which block is
 * wrong and why.  Costs one signature check a certificate.
 */
int import_order(struct import *im, struct err *e);

void import_free(struct import *im);

/* E becomes "FILE, block N (CN=...): WHY"; C NULL: no name is known. */
int import_why(struct err *e, const struct import_from *from,
    const struct crt *c, const char *why);

#endif
