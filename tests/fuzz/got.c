/* SPDX-License-Identifier: MIT */
/*
 * An answer of the hook, taken apart, and as HTML: no markup but ours.  The
 * same bytes as the log of clients that failed.
 */
#include "lib/fuzz.h"

#include <string.h>

#include "web/html.h"
#include "web/refused.h"

enum { LOG_MAX = 2000 };

static struct got got;

static void
show(const char *text)
{
	static char room[8192];
	struct html h = { .got = &got };
	const char *p;

	sbuf_init(&h.s, room, sizeof room);
	html_text(&h, text);
	MUST(strpbrk(room, "<>\"'") == NULL);
	sbuf_init(&h.s, room, sizeof room);
	html_who(&h, text);
	html_day(&h, text);
	MUST(strpbrk(room, "<>\"'") == NULL);
	sbuf_init(&h.s, room, sizeof room);
	html_print(&h, text);
	for (p = room; (p = strchr(p, '<')) != NULL; p++)
		MUST(strncmp(p, "<p class=\"print\">", 17) == 0 ||
		    strncmp(p, "<code>", 6) == 0 || h.s.cut ||
		    strncmp(p, "</code>", 7) == 0 || strcmp(p, "</p>") == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static char room[16384];
	char *text = fuzz_text(data, len);
	struct out o;
	size_t at;

	if (len < sizeof got.text) {
		memcpy(got.text, data, len);
		got_parse(&got, len);
		MUST(got.len <= len);
		for (at = 0; at < got.len; at += strlen(got.text + at) + 1)
			show(got.text + at);
		show(got_value(&got, "certificates.0.issuer"));
	}
	out_start(&o, room, sizeof room, true);
	refused_parse(&o, text, len < LOG_MAX ? len : LOG_MAX);
	(void)out_done(&o);
	free(text);
	return 0;
}
