/* SPDX-License-Identifier: MIT */
/* ClientHellos of any bytes: what is found in one lies within it. */
#include "lib/fuzz.h"

#include "tls/alert.h"
#include "tls/hello.h"

static const uint8_t *start;
static size_t room;

static void
check_inside(const uint8_t *p, size_t len)
{
	MUST(p >= start && p <= start + room);
	MUST(len <= (size_t)(start + room - p));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t n, last = 0;
	const uint8_t *p;
	struct hello h;
	unsigned type;
	int fault;

	start = data;
	room = len;
	if (hello_parse(&h, data, len) < 0)
		return 0;
	check_inside(h.suites, h.suites_len);
	check_inside(h.compressions, h.compressions_len);
	check_inside(h.extensions, h.extensions_len);
	fault = hello_fault(&h);
	MUST(fault == 0 || fault == ALERT_DECODE_ERROR ||
	    fault == ALERT_ILLEGAL_PARAMETER);
	/* The extensions are the end of it. */
	MUST(h.extensions + h.extensions_len == data + len);
	for (type = 0; type < 64; type++)
		if ((p = hello_extension(&h, type, &n)) != NULL)
			check_inside(p, n);
	/* What is whole ends where the extensions do, each found but once. */
	for (type = 0; fault == 0 && h.extensions_len < 32 && type < 65536;
	    type++)
		if (hello_extension(&h, type, &n) != NULL)
			last += 4 + n;
	MUST(fault != 0 || h.extensions_len >= 32 ||
	    last == h.extensions_len);
	if ((p = hello_share(&h, 23, &n)) != NULL)
		check_inside(p, n);
	if ((p = hello_name(&h, &n)) != NULL)
		check_inside(p, n);
	MUST(!hello_offers(&h, 0xc02b) || h.suites_len >= 2);
	return 0;
}
