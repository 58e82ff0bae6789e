/* SPDX-License-Identifier: MIT */
/* "[host:]port": each way to write it, and what is not one. */
#include "base/hostport.h"
#include "lib/unit.h"

static const struct {
	const char *text, *host, *port;	/* host NULL: refused */
} rows[] = {
	{ "993", "", "993" },
	{ "imaps", "", "imaps" },
	{ ":993", "", "993" },
	{ "192.0.2.7:993", "192.0.2.7", "993" },
	{ "localhost:imaps", "localhost", "imaps" },
	{ "[::1]:993", "::1", "993" },
	{ "[fe80::1%eth0]:993", "fe80::1%eth0", "993" },
	{ "[192.0.2.7]:1", "192.0.2.7", "1" },
	{ "::1:993", "::1", "993" },	/* stunnel: at the last colon */
	{ ":::993", "::", "993" },
	{ "", NULL, NULL }, { ":", NULL, NULL }, { "a:", NULL, NULL },
	{ "[::1]", NULL, NULL }, { "[::1]:", NULL, NULL },
	{ "[::1", NULL, NULL }, { "[::1:993", NULL, NULL },
	{ "[::1]993", NULL, NULL }, { "[]:993", NULL, NULL },
	{ "[:993", NULL, NULL }, { "]:993", NULL, NULL },
	{ "[993", NULL, NULL }, { "::1]:993", NULL, NULL },
	{ "[[::1]]:993", NULL, NULL }, { "[a]:[b]", NULL, NULL },
	{ "x[a]:1", NULL, NULL }
};

int
main(void)
{
	static char text[HOSTPORT_HOST_MAX + HOSTPORT_PORT_MAX + 2];
	struct hostport hp;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (!CHECK_INT(hostport_parse(rows[i].text, &hp),
		    rows[i].host == NULL ? -1 : 0))
			printf("\t%s\n", rows[i].text);
		if (rows[i].host == NULL)
			continue;
		CHECK_STR(hp.host, rows[i].host);
		CHECK_STR(hp.port, rows[i].port);
	}

	/* The longest of each, and one more. */
	memset(text, 'h', HOSTPORT_HOST_MAX - 1);
	text[HOSTPORT_HOST_MAX - 1] = ':';
	memset(text + HOSTPORT_HOST_MAX, 'p', HOSTPORT_PORT_MAX - 1);
	CHECK_INT(hostport_parse(text, &hp), 0);
	CHECK_INT(strlen(hp.host), HOSTPORT_HOST_MAX - 1);
	CHECK_INT(strlen(hp.port), HOSTPORT_PORT_MAX - 1);
	text[HOSTPORT_HOST_MAX + HOSTPORT_PORT_MAX - 1] = 'p';
	CHECK_INT(hostport_parse(text, &hp), -1);
	memset(text, 'h', HOSTPORT_HOST_MAX);
	memcpy(text + HOSTPORT_HOST_MAX, ":1", 3);
	CHECK_INT(hostport_parse(text, &hp), -1);
	return unit_done();
}
