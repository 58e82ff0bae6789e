/* SPDX-License-Identifier: MIT */
/* The names wanted: see names.h. */
#include "store/names.h"

#include <string.h>

#include "os/netif.h"

/* Adds HOST followed by DOMAIN, if that is a valid name. */
static void
add_under(struct names *set, const struct name *host, const char *domain)
{
	char text[NAME_TEXT_MAX];
	struct name n;
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, host->text);
	sbuf_str(&s, domain);
	if (!s.cut && name_parse(text, s.len, &n) == 0)
		(void)names_add(set, &n);
}

int
names_wanted(struct names *set, const struct conf *c, struct err *e)
{
	struct name host;

	*set = c->names;
	if (set->n > 0)
		return 0;
	if (netif_host(&host) < 0 &&
	    name_parse("thimble", strlen("thimble"), &host) < 0)
		return err_why(e, "host name", NULL, "not set");
	(void)names_add(set, &host);
	add_under(set, &host, ".local");
	add_under(set, &host, ".lan");
	if (netif_fqdn(&host) == 0)
		(void)names_add(set, &host);
	return netif_addresses(set, e);
}
