/* SPDX-License-Identifier: MIT */
/*
 * A browser's request, judged before anything is done for it.  The web server
 * hands on every header and any method; none of it is used elsewhere.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/name.h"
#include "web/session.h"

#define REQUEST_COOKIE "__Host-thimble"

enum { REQUEST_HOST_MAX = 264 };

struct request {
	bool post;
	const char *query;	/* behind the question mark, or "" */
	char host[REQUEST_HOST_MAX];	/* with its port, as sent */
	struct name name;	/* without it */
	char id[SESSION_ID];	/* from the cookie, or "" */
	const char *from;	/* address of the client, or "" */
	const char *type;	/* of the body, or "" */
	size_t len;		/* of the body */
};

/* What is wrong with a request. */
enum request_end {
	REQUEST_GOOD,
	REQUEST_METHOD,		/* neither GET nor POST */
	REQUEST_PATH,		/* not / */
	REQUEST_HOST,		/* none, or no name */
	REQUEST_FORGED,		/* a POST from another site */
	REQUEST_LONG		/* a body of too many bytes */
};

/*
 * Judges the request in the variables that GET returns (RFC 3875, 4.1); PLAIN:
 * it came without TLS, where there is nothing to post.
 */
enum request_end request_read(struct request *r, bool plain,
    const char *(*get)(const char *name));

#endif
