/* SPDX-License-Identifier: MIT */
/*
 * Session tickets in the key process K, the only one that has their keys.
 *
 * A ticket is bound to the service, by its name, and to the policy that it was
 * made under.  There are no tickets where clients are asked for a certificate:
 * they are verified on each connection, so that a certificate revoked in
 * between is refused.
 */
#ifndef KEY_SEALING_H
#define KEY_SEALING_H

#include <stdbool.h>

#include "key/ticket_file.h"
#include "wrap/wrap_opts.h"

enum { SEALING_SCOPE_MAX = 1024 };

struct sealing {
	struct ticket_key keys[TICKET_FILE_KEYS];
	struct ticket_terms terms;
	char scope[SEALING_SCOPE_MAX];
	unsigned opens;		/* requests so far */
	bool has_sealed;
	bool on;
};

/*
 * Reads the keys; S->on tells whether there are tickets.  Problems with the
 * file are logged.
 */
void sealing_start(struct sealing *s, const struct wrap_opts *o,
    const char *service);

/* Whether MSG is a valid ticket request that N may make now. */
bool sealing_takes(struct sealing *s, const uint8_t *msg, size_t len);

/*
 * Writes the answer to that request into REPLY of CONTROL_OPEN_MAX bytes;
 * returns its length.
 */
size_t sealing_answer(struct sealing *s, const uint8_t *msg, size_t len,
    uint8_t *reply);

/* Wipes the keys. */
void sealing_end(struct sealing *s);

#endif
