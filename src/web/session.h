/* SPDX-License-Identifier: MIT */
/*
 * Who is signed in to the page, and who has guessed wrong, in one file in
 * memory that only root can read.  Times are of the monotonic clock; a reboot
 * signs everybody out.
 *
 * A session has an identifier, which the browser keeps as a cookie, and a
 * token, which stands in each form: another site can have a browser send the
 * first, but cannot read the second.
 */
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum {
	SESSION_ID = 33,	/* 128 bits in hex, and a NUL */
	SESSION_IDLE_S = 1800,
	SESSION_LIFE_S = 43200,
	SESSIONS_MAX = 8,	/* the oldest makes room */
	SESSION_TEXT = 1400,
	/* Wrong passwords: three for free, then twice as long each. */
	GUESS_FREE = 3,
	GUESS_MAX_S = 900,
	GUESSERS_MAX = 64
};

struct session {
	char id[SESSION_ID], token[SESSION_ID];
	int64_t made_ms, used_ms;
	/* The last verb of this session: what came of it, for the next page. */
	char verb[16], result[12], text[SESSION_TEXT];
};

/* A copy of session ID, which is used now: 0; -1: there is none. */
int session_find(const char *id, struct session *s);

/* Makes one; -1: E. */
int session_make(struct session *s, struct err *e);

/* Ends session ID, or all others. */
void session_end(const char *id);
void session_end_others(const char *id);

/* Keeps what came of VERB; RESULT "busy": nothing yet. */
void session_note(const char *id, const char *verb, const char *result,
    const char *text);

/*
 * Before a password of address FROM is checked: 0, and it counts as wrong until
 * session_guess_right(); else the seconds that FROM has to wait.
 */
long session_guess(const char *from);
void session_guess_right(const char *from);

#endif
