/* SPDX-License-Identifier: MIT */
/*
 * What is known about official certificates from one run to the next: the file
 * `state` in the folder acme beside server.pem, lines of key=value, of which
 * thimble-cert(8) says what they mean.  It is written when something has
 * happened, not at each run.
 */
#ifndef ACME_STATE_H
#define ACME_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sbuf.h"
#include "store/conf_acme.h"

/* In the folder of the PEM files; 0700. */
#define ACME_FOLDER "acme"
#define STATE_FILE "state"

enum {
	STATE_MAX = 2048,	/* bytes of the file */
	STATE_REASON_MAX = 400,
	STATE_OBSTACLE_MAX = 200,
	STATE_WORD_MAX = 40,
	STATE_HASH = 64 + 1,	/* SHA-256 in hex, and its NUL */
	STATE_MINUTES = 1440
};

enum state_result {
	STATE_NEVER,		/* no CA was asked yet */
	STATE_BROKEN_OFF,	/* asking, or interrupted in it */
	STATE_ISSUED,
	STATE_FAILED
};

struct state {
	enum state_result result;	/* of the last try */
	int64_t last, next;		/* tries, seconds since 1970; 0: none */
	unsigned long failures;		/* since the last success */
	unsigned long minute;		/* of the day: this device's own */
	bool minute_set;
	bool own;		/* not in the file: see state_own() */
	char error[STATE_WORD_MAX];	/* a word for programs */
	char reason[STATE_REASON_MAX];	/* a sentence for people */
	char obstacle[STATE_OBSTACLE_MAX];	/* the last one logged */
	char installed[STATE_HASH];	/* the certificate installed last */
	char account[CONF_ACME_TEXT_MAX];	/* directory that knows us */
};

/* Reads LEN bytes of TEXT; what is wrong in it counts as missing. */
void state_parse(struct state *s, const char *text, size_t len);

/* The reverse. */
void state_write(const struct state *s, struct sbuf *out);

/* The word for a result in the file. */
const char *state_word(enum state_result r);

/*
 * Reads the file of the folder acme in the current one; without one, S is that
 * of a new device.
 */
void state_load(struct state *s);

/*
 * Notes, in the same folder, whether the device's own pair has taken over by
 * itself.  Apart from the file, which whoever asks a CA meanwhile writes.
 */
void state_own(bool own);

/* Puts the file in place in the current folder, and flushes it; -1: E. */
int state_save(const struct state *s, struct err *e);

#endif
