/* SPDX-License-Identifier: MIT */
/* Where to listen: what -d may say.  The sockets are tests/wire/listen.py's. */
#include "lib/unit.h"
#include "os/listen.h"

#define WHO "the host must be a numeric address or localhost; other names " \
	"are not looked up"
#define PORT "the port must be 1 to 65535 or a TCP service from /etc/services"

static const struct {
	const char *text;
	enum listen_host host;
	unsigned port;
	uint8_t first, last;	/* bytes of the address */
} goods[] = {
	{ "993", LISTEN_ANY, 993, 0, 0 },
	{ ":1", LISTEN_ANY, 1, 0, 0 },
	{ "65535", LISTEN_ANY, 65535, 0, 0 },
	{ "localhost:993", LISTEN_LOCAL, 993, 0, 0 },
	{ "0.0.0.0:993", LISTEN_IP4, 993, 0, 0 },
	{ "192.0.2.7:993", LISTEN_IP4, 993, 192, 0 },
	{ "[::]:993", LISTEN_IP6, 993, 0, 0 },
	{ "[::1]:993", LISTEN_IP6, 993, 0, 1 },
	{ "2001:db8::7:993", LISTEN_IP6, 993, 0x20, 7 },
	{ "[fe80::2%lo]:993", LISTEN_IP6, 993, 0xfe, 2 }
};

static const struct {
	const char *text, *why;
} bads[] = {
	{ "", "must be port, host:port or [IPv6 address]:port" },
	{ "[::1]", "must be port, host:port or [IPv6 address]:port" },
	{ "0", PORT }, { "65536", PORT }, { "99999999999999999999", PORT },
	{ "-1", PORT }, { "+1", PORT }, { "1 ", PORT }, { "0x1", PORT },
	{ "no-such-service", PORT }, { "127.0.0.1:no-such", PORT },
	{ "mail:993", WHO }, { "*:993", WHO }, { "127.1:993", WHO },
	{ "1.2.3.4.5:993", WHO }, { "256.0.0.1:993", WHO },
	{ "[:1]:993", WHO }, { "[::1%nowhere0]:993", WHO },
	{ "1.2.3.4%lo:993", WHO }, { "Localhost.:993", WHO }
};

int
main(void)
{
	struct listen_at at;
	char want[300];
	struct err e;
	size_t i;

	for (i = 0; i < sizeof goods / sizeof goods[0]; i++) {
		err_clear(&e);
		if (!CHECK_INT(listen_parse(goods[i].text, &at, &e), 0))
			printf("\t%s\n", goods[i].text);
		CHECK_STR(e.text, "");
		CHECK_INT(at.host, goods[i].host);
		CHECK_INT(at.port, goods[i].port);
		CHECK_INT(at.ip[0], goods[i].first);
		CHECK_INT(at.ip[15], goods[i].last);
		CHECK_INT(at.zone != 0, goods[i].first == 0xfe);
	}
	for (i = 0; i < sizeof bads / sizeof bads[0]; i++) {
		err_clear(&e);
		if (!CHECK_INT(listen_parse(bads[i].text, &at, &e), -1))
			printf("\t%s\n", bads[i].text);
		(void)snprintf(want, sizeof want, "%s%s%s", bads[i].text,
		    bads[i].text[0] == '\0' ? "" : ": ", bads[i].why);
		CHECK_STR(e.text, want);
	}
	return unit_done();
}
