/* SPDX-License-Identifier: MIT */
/* Numbers from text: only digits, only in range, or *out is untouched. */
#include <limits.h>
#include <stdio.h>

#include "base/num.h"
#include "lib/unit.h"

enum { UNTOUCHED = 4711 };

static const struct {
	const char *text;
	unsigned long min, max;
	int rc;
	unsigned long v;
} rows[] = {
	{ "0", 0, 10, 0, 0 },
	{ "1", 1, 10, 0, 1 },
	{ "10", 1, 10, 0, 10 },
	{ "007", 0, 10, 0, 7 },
	{ "00000000000000000000000000000009", 0, 10, 0, 9 },
	{ "11", 1, 10, -1, 0 },
	{ "0", 1, 10, -1, 0 },
	{ "100", 1, 10, -1, 0 },
	{ "5", 0, 0, -1, 0 },
	{ "0", 0, 0, 0, 0 },
	{ "9", 0, 5, -1, 0 },
	{ "", 0, 10, -1, 0 },
	{ " 1", 0, 10, -1, 0 },
	{ "1 ", 0, 10, -1, 0 },
	{ "+1", 0, 10, -1, 0 },
	{ "-1", 0, 10, -1, 0 },
	{ "0x1", 0, 10, -1, 0 },
	{ "1.0", 0, 10, -1, 0 },
	{ ":", 0, 10, -1, 0 },
	{ "/", 0, 10, -1, 0 },
	{ "1e1", 0, 100, -1, 0 },
	{ "1\n", 0, 10, -1, 0 },
	{ "\xd9\xa1", 0, 10, -1, 0 },
	{ "65535", 1, 65535, 0, 65535 },
	{ "65536", 1, 65535, -1, 0 },
	{ "99999999999999999999999999999999", 0, ULONG_MAX, -1, 0 }
};

int
main(void)
{
	char text[32];
	unsigned long v;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		v = UNTOUCHED;
		CHECK_INT(num_parse(rows[i].text, rows[i].min, rows[i].max,
		    &v), rows[i].rc);
		if (!CHECK(v == (rows[i].rc == 0 ? rows[i].v : UNTOUCHED)))
			printf("\tin row \"%s\"\n", rows[i].text);
	}
	/* The greatest number there is, and one digit and one unit more. */
	(void)snprintf(text, sizeof text, "%lu", ULONG_MAX);
	CHECK_INT(num_parse(text, 0, ULONG_MAX, &v), 0);
	CHECK(v == ULONG_MAX);
	CHECK_INT(num_parse(text, 0, ULONG_MAX - 1, &v), -1);
	text[strlen(text) - 1]++;	/* both widths end in 5 */
	CHECK_INT(num_parse(text, 0, ULONG_MAX, &v), -1);
	(void)snprintf(text, sizeof text, "%lu0", ULONG_MAX);
	CHECK_INT(num_parse(text, 0, ULONG_MAX, &v), -1);
	return unit_done();
}
