/* SPDX-License-Identifier: MIT */
/*
 * The environment of the backend: an allow list of what inetd gave us, and
 * what is known of the connection in the names that stunnel, ucspi and s6 use.
 */
#ifndef KEY_ENVIRONMENT_H
#define KEY_ENVIRONMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/sbuf.h"
#include "os/backend.h"
#include "tls/tls.h"
#include "wrap/connection.h"

/* Without a PATH of ours. */
#define ENVIRONMENT_PATH "/usr/sbin:/usr/bin:/sbin:/bin"

struct environment {
	char text[2048 + 2 * TLS_DN_MAX];
	struct sbuf s;
	char *vars[BACKEND_ENV_MAX];	/* ended by NULL */
	size_t n;
};

/* What N said of the client's certificate: to be taken for an enemy's word. */
struct environment_client {
	char names[2 * TLS_DN_MAX + 1];	/* two, a NUL between and behind */
	size_t len;		/* without the last NUL; 0: nothing was said */
};

/*
 * Fills V.  MSG is N's CONTROL_GO of LEN bytes, at least 4, and CLIENT what
 * it said of the client: an enemy's words.
 */
void environment_fill(struct environment *v, const struct connection *c,
    const struct environment_client *client, const uint8_t *msg, size_t len);

/* The value of NAME; NULL: there is none. */
const char *environment_get(const struct environment *v, const char *name);

#endif
