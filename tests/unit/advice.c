/* SPDX-License-Identifier: MIT */
/* What to do without a shell. */
#include "web/advice.h"

#include "lib/unit.h"

static void
says(const char *text, const char *want)
{
	char room[800];
	struct sbuf s;

	sbuf_init(&s, room, sizeof room);
	advice_add(&s, text);
	CHECK_STR(room, want);
}

int
main(void)
{
	says("", "");
	says("names: <b>: no", "names: <b>: no");
	says("a.pem: empty\n", "a.pem: empty. Download it again.");
	says("a.pem, block 1: the private key has a passphrase; add "
	    "--passphrase-file FILE", "a.pem, block 1: the private key has a "
	    "passphrase. Type it into the field for the passphrase, and choose "
	    "the files again.");
	says("warning: x; type: y\nwarning: z\n", "warning: x\nwarning: z\n");
	says("; type: ", "");
	says("; add --; type: a\n; add --", "\n");
	says("a.pem, block 2 (CN=router): expired on 2020-01-31T00:00:01Z",
	    "a.pem, block 2 (CN=router): expired on 2020-01-31T00:00:01Z. Ask "
	    "the authority for a new one.");
	return unit_done();
}
