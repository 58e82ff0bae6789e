/* SPDX-License-Identifier: MIT */
/* The clients that failed lately, from the log. */
#ifndef WEB_REFUSED_H
#define WEB_REFUSED_H

#include "web/out.h"

enum {
	REFUSED_MAX = 8,	/* the latest, one for each client and reason */
	REFUSED_TAIL = 32768	/* bytes of the log that are read */
};

/* Adds the list `refused` from file PATH; empty if it cannot be read. */
void refused_show(struct out *o, const char *path);

/* The same from LEN bytes of TEXT, hostile in part, which a NUL follows. */
void refused_parse(struct out *o, char *text, size_t len);

#endif
