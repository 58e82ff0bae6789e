/* SPDX-License-Identifier: MIT */
/* Services: what the log calls them and what ALPN may say. */
#include "lib/unit.h"
#include "wrap/service.h"

static const struct {
	const char *name, *port, *fallback;
	const char *shown, *alpn;
} rows[] = {
	{ NULL, "993", "imapd", "imaps", "imap" },
	{ NULL, "995", "pop3d", "pop3s", "pop3" },
	{ NULL, "443", "httpd", "https", "http/1.1" },
	{ NULL, "465", "smtpd", "smtps", "smtp" },
	{ NULL, "9993", "imapd", "imapd", NULL },
	{ NULL, "0", "sh", "sh", NULL },
	{ NULL, "", "sh", "sh", NULL },
	{ NULL, "99", "sh", "sh", NULL },
	{ NULL, "9930", "sh", "sh", NULL },
	/* a name decides, whatever the port */
	{ "imaps", "1", "x", "imaps", "imap" },
	{ "imap", "1", "x", "imap", "imap" },
	{ "pop3s", "993", "x", "pop3s", "pop3" },
	{ "pop3", "993", "x", "pop3", "pop3" },
	{ "https", "993", "x", "https", "http/1.1" },
	{ "http", "993", "x", "http", "http/1.1" },
	{ "smtps", "993", "x", "smtps", "smtp" },
	{ "smtp", "993", "x", "smtp", "smtp" },
	/* a name of one's own restricts nothing, even on a known port */
	{ "mine", "993", "x", "mine", NULL },
	{ "ima", "993", "x", "ima", NULL },
	{ "imapsx", "993", "x", "imapsx", NULL },
	{ "imapx", "993", "x", "imapx", NULL },
	{ "IMAPS", "993", "x", "IMAPS", NULL },
	{ "", "993", "x", "", NULL }
};

int
main(void)
{
	struct service s;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		memset(&s, '#', sizeof s);
		service_find(&s, rows[i].name, rows[i].port,
		    rows[i].fallback);
		if (!CHECK_STR(s.name, rows[i].shown) ||
		    !CHECK_STR(s.alpn[0], rows[i].alpn))
			printf("\tin row %zu\n", i);
		CHECK(s.alpn[1] == NULL);
	}
	return unit_done();
}
