/* SPDX-License-Identifier: MIT */
/* STARTTLS = no: there is no protocol for -n, and nothing of it is called. */
#include <stddef.h>

#include "relay/starttls.h"
#include "relay/starttls_after.h"

const struct starttls_protocol *
starttls_find(const char *name)
{
	(void)name;
	return NULL;
}

struct stream *
starttls_after_init(struct starttls_after *a,
    const struct starttls_protocol *p, struct stream *backend)
{
	(void)a;
	(void)p;
	return backend;
}
