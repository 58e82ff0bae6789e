/* SPDX-License-Identifier: MIT */
/* Official certificates: see official.h. */
#include "web/official.h"

#include "acme/show.h"

enum { KEY_MAX = 32 };

static void
put(void *arg, const char *key, const char *value)
{
	char name[KEY_MAX];
	struct sbuf s;

	sbuf_init(&s, name, sizeof name);
	for (; *key != '\0'; key++)
		sbuf_char(&s, *key == '-' ? '_' : *key);
	out_str(arg, name, value);
}

void
official_show(struct out *o, const char *config)
{
	out_object(o, "acme");
	(void)acme_facts(config, put, o);
	out_end(o);
}
