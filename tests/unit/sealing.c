/* SPDX-License-Identifier: MIT */
/* Ticket keys in K: there while they are needed, and not after. */
#include "key/sealing.h"

#include <stdlib.h>

#include "lib/unit.h"

static struct sealing sealing;

int
main(void)
{
	static const struct ticket_key none[TICKET_FILE_KEYS];
	static char folder[600];
	struct wrap_opts o = {
		.policy = { .verify = VERIFY_UNSET }, .run = folder
	};
	const char *tmp = getenv("TMP");

	(void)snprintf(folder, sizeof folder, "%s/run",
	    tmp == NULL ? "." : tmp);
	sealing_start(&sealing, &o, "imap");
	CHECK(sealing.on);
	CHECK(memcmp(sealing.keys, none, sizeof none) != 0);
	sealing_end(&sealing);
	CHECK(!sealing.on);
	CHECK_MEM(sealing.keys, sizeof sealing.keys, none, sizeof none);
	return unit_done();
}
