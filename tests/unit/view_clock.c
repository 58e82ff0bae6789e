/* SPDX-License-Identifier: MIT */
/* When the page offers to set a clock that no time server has confirmed. */
#include "web/view.h"

#include <string.h>

#include "lib/unit.h"

static struct got got;
static struct html h;
static char room[8192];

static const char *
offer(const char *status)
{
	strcpy(got.text, status);
	got_parse(&got, strlen(status));
	sbuf_init(&h.s, room, sizeof room);
	h.got = &got;
	strcpy(h.nonce, "0123");
	view_clock_behind(&h);
	return room;
}

int
main(void)
{
	const char *said = offer("time=2027-03-14T15:09:26Z\nclock_set=true\n"
	    "clock_synced=false\ntoken=4567\n");

	CHECK(strstr(said, "<details id=\"clock\"><summary>") == said);
	CHECK(strstr(said, "<time datetime=\"2027-03-14T15:09:26Z\">14 March "
	    "2027, 15:09 UTC</time>, which no time server has confirmed.") !=
	    NULL);
	CHECK(strstr(said, "action=\"/?set-clock\"") != NULL);
	CHECK(strstr(said, "name=\"token\" value=\"4567\"") != NULL);
	CHECK(strstr(said, "<script nonce=\"0123\">var ") != NULL);
	CHECK(strcmp(said + strlen(said) - 20, "</script></details>\n") == 0);
	CHECK_STR(offer("clock_set=true\nclock_synced=true\n"), "");
	CHECK_STR(offer("clock_set=false\nclock_synced=false\n"), "");
	CHECK_STR(offer("clock_set=true\nclock_synced=false\n"
	    "trial.seconds_left=9\n"), "");
	/* Another version of the hook. */
	CHECK_STR(offer("clock_set=true\n"), "");
	return unit_done();
}
