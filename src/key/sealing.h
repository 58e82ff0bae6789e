/* SPDX-License-Identifier: MIT */
/*
 * Session tickets in the key process K: the only one that has their keys.
 *
 * A ticket is bound to the service, by its name, and to the policy that it
 * was made under.  Where clients are asked for a certificate there are no
 * tickets: who is verified is verified on each connection, and a certificate
 * that was revoked in between is refused.
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
	unsigned opens;		/* wishes so far */
	bool has_sealed;
	bool on;
};

/*
 * Reads the keys; S->on says whether there are tickets.  What is wrong with
 * the file is logged.
 */
void sealing_start(struct sealing *s, const struct wrap_opts *o,
    const char *service);

/* Whether MSG is a wish for a ticket, of a form and at a time that N has. */
bool sealing_takes(struct sealing *s, const uint8_t *msg, size_t len);

/* Answers that wish in REPLY of CONTROL_OPEN_MAX bytes; its length. */
size_t sealing_answer(struct sealing *s, const uint8_t *msg, size_t len,
    uint8_t *reply);

/* Wipes the keys. */
void sealing_end(struct sealing *s);

#endif
