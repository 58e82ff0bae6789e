/* SPDX-License-Identifier: MIT */
/*
 * The environment of the backend: the allowed variables of inetd's environment,
 * and facts about the connection under the names that stunnel, ucspi and s6
 * use.
 */
#ifndef KEY_ENVIRONMENT_H
#define KEY_ENVIRONMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/sbuf.h"
#include "os/backend.h"
#include "tls/tls.h"
#include "wrap/connection.h"

/* The PATH, if we were started without one. */
#define ENVIRONMENT_PATH "/usr/sbin:/usr/bin:/sbin:/bin"

struct environment {
	char text[2048 + 2 * TLS_DN_MAX];
	struct sbuf s;
	char *vars[BACKEND_ENV_MAX];	/* ended by NULL */
	size_t n;
};

/* N's message about the client's certificate; untrusted. */
struct environment_client {
	char names[2 * TLS_DN_MAX + 1];	/* two, a NUL between and behind */
	size_t len;		/* without the last NUL; 0: no message */
};

/*
 * Fills V. MSG is N's CONTROL_GO of LEN bytes, at least 4, CLIENT its message
 * about the client; both are untrusted.
 */
void environment_fill(struct environment *v, const struct connection *c,
    const struct environment_client *client, const uint8_t *msg, size_t len);

/* Returns the value of NAME, or NULL if it is not set. */
const char *environment_get(const struct environment *v, const char *name);

#endif
