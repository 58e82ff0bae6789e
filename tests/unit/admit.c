/* SPDX-License-Identifier: MIT */
/* --allow and --deny together: who may connect. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/unit.h"
#include "wrap/admit.h"

static const struct {
	const char *allow[3], *deny[3];
	const char *peer;	/* NULL: no network */
	bool may;
} rows[] = {
	/* Without a match. */
	{ { NULL }, { NULL }, "192.0.2.7", true },
	{ { NULL }, { NULL }, NULL, true },
	{ { NULL }, { "10.0.0.0/8" }, "192.0.2.7", true },
	{ { "10.0.0.0/8" }, { NULL }, "192.0.2.7", false },
	{ { "10.0.0.0/8" }, { "172.16.0.0/12" }, "192.0.2.7", false },
	/* Of one option only. */
	{ { "192.0.2.0/24" }, { NULL }, "192.0.2.7", true },
	{ { "10.0.0.0/8", "192.0.2.0/24" }, { NULL }, "192.0.2.7", true },
	{ { NULL }, { "192.0.2.0/24" }, "192.0.2.7", false },
	{ { NULL }, { "10.0.0.0/8", "192.0.2.7" }, "192.0.2.7", false },
	/* Of both: the smaller network, in any order. */
	{ { "192.0.2.0/24" }, { "192.0.2.7" }, "192.0.2.7", false },
	{ { "192.0.2.0/24" }, { "192.0.2.7" }, "192.0.2.8", true },
	{ { "192.0.2.7" }, { "192.0.2.0/24" }, "192.0.2.7", true },
	{ { "192.0.2.7" }, { "192.0.2.0/24" }, "192.0.2.8", false },
	{ { "0.0.0.0/0", "192.0.2.7" }, { "192.0.2.0/24" }, "192.0.2.7",
	    true },
	{ { "10.0.0.0/8,192.0.2.0/25" }, { "192.0.2.0/24", "192.0.2.7/32" },
	    "192.0.2.7", false },
	/* The same network: refused. */
	{ { "192.0.2.7" }, { "192.0.2.7" }, "192.0.2.7", false },
	{ { "0.0.0.0/0" }, { "0.0.0.0/0" }, "192.0.2.7", false },
	{ { "0.0.0.0/0,::/0" }, { NULL }, "192.0.2.7", true },
	{ { "0.0.0.0/0,::/0" }, { NULL }, "2001:db8::1", true },
	{ { "::/0" }, { NULL }, "192.0.2.7", false },
	{ { "0.0.0.0/0" }, { NULL }, "2001:db8::1", false },
	{ { NULL }, { "::/0" }, "192.0.2.7", true },
	{ { "2001:db8::/32" }, { "2001:db8:1::/48" }, "2001:db8:1::9", false },
	/* The interface does not count. */
	{ { "fe80::/10" }, { NULL }, "fe80::1", true },
	/* A unix socket is not of a network that somebody has named. */
	{ { "10.0.0.0/8" }, { NULL }, NULL, false },
	{ { NULL }, { "10.0.0.0/8" }, NULL, true }
};

/* PEER as accept(2) has it; with MAPPED an IPv4 one in IPv6. */
static void
peer_of(struct addr *a, const char *peer, bool mapped)
{
	struct sockaddr_storage at;
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = {
		.sin6_family = AF_INET6, .sin6_scope_id = 1
	};
	char text[64];

	memset(&at, 0, sizeof at);
	if (peer != NULL && strchr(peer, ':') == NULL && !mapped) {
		CHECK_INT(inet_pton(AF_INET, peer, &in.sin_addr), 1);
		memcpy(&at, &in, sizeof in);
	} else if (peer != NULL) {
		(void)snprintf(text, sizeof text, "%s%s",
		    strchr(peer, ':') == NULL ? "::ffff:" : "", peer);
		CHECK_INT(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
		memcpy(&at, &in6, sizeof in6);
	}
	addr_of(&at, a);
}

int
main(void)
{
	static struct wrap_opts o;
	struct addr peer;
	struct err e;
	size_t i, k;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		memset(&o, 0, sizeof o);
		for (k = 0; k < 3; k++) {
			o.allow[k] = rows[i].allow[k];
			o.deny[k] = rows[i].deny[k];
		}
		err_clear(&e);
		CHECK_INT(admit_check(&o, &e), 0);
		CHECK(admit_judges(&o) == (rows[i].allow[0] != NULL ||
		    rows[i].deny[0] != NULL));
		for (k = 0; k < 2; k++) {
			peer_of(&peer, rows[i].peer, k == 1);
			if (!CHECK(admit(&o, &peer) == rows[i].may))
				printf("\trow %u, mapped %u\n", (unsigned)i,
				    (unsigned)k);
		}
	}
	memset(&o, 0, sizeof o);
	o.deny[1] = "::1,10.0.0.1/8";
	err_clear(&e);
	CHECK_INT(admit_check(&o, &e), -1);
	CHECK_STR(e.text, "option --deny 10.0.0.1/8: not the first address of "
	    "its network");
	return unit_done();
}
