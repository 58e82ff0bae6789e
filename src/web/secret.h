/* SPDX-License-Identifier: MIT */
/*
 * The page's password, in the file web.password of the current folder, which
 * the caller entered: its hash (PBKDF2 with SHA-256) and, until a person
 * changes it, the password that the device made for itself.
 */
#ifndef WEB_SECRET_H
#define WEB_SECRET_H

#include "base/err.h"

enum {
	SECRET_MIN = 8,
	SECRET_MAX = 128,	/* bytes, without the NUL */
	SECRET_ROUNDS = 20000
};

#define SECRET_FILE "web.password"

/* Sets PASS; a person chose it, so it is not kept. */
int secret_set(const char *pass, struct err *e);

/* Sets a random one of 80 bits, and stores it in PASS. */
int secret_renew(char pass[SECRET_MAX + 1], struct err *e);

/* The random one that is still in use: 1 and PASS; 0: there is none; -1: E. */
int secret_first(char pass[SECRET_MAX + 1], struct err *e);

/*
 * 1: there is a password; 0: there is none, or the file is damaged, so that
 * nobody can sign in until there is another; -1: E.
 */
int secret_usable(struct err *e);

/*
 * 1: PASS is the password; 0: it is not, or there is none; -1: E.  Costs what
 * SECRET_ROUNDS says.
 */
int secret_check(const char *pass, struct err *e);

#endif
