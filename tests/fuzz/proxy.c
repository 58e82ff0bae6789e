/* SPDX-License-Identifier: MIT */
/*
 * Any text for the addresses and names of a PROXY header: the input's lines,
 * in the order of struct proxy.  What must hold: a receiver that reads by the
 * specification finds one header and nothing behind it.
 */
#include "lib/fuzz.h"

#include <string.h>

#include "base/proxy.h"

enum { LINES = 7, V2_FIXED = 16 };

static void
check_1(const uint8_t *h, size_t len)
{
	size_t i;

	MUST(len >= 15 && len <= 107);
	MUST(memcmp(h, "PROXY ", 6) == 0);
	MUST(memcmp(h + len - 2, "\r\n", 2) == 0);
	for (i = 0; i < len - 2; i++)
		MUST(h[i] >= ' ' && h[i] <= '~');
}

static size_t
u16(const uint8_t *p)
{
	return (size_t)p[0] << 8 | p[1];
}

/* Type-length-value to the end, and those inside TYPE_SSL (0x20). */
static void
check_tlvs(const uint8_t *p, const uint8_t *end)
{
	size_t len;

	while (p < end) {
		MUST(end - p >= 3);
		len = u16(p + 1);
		MUST(len <= (size_t)(end - p) - 3);
		if (p[0] == 0x20) {
			MUST(len >= 5);
			check_tlvs(p + 8, p + 3 + len);
		} else {
			MUST(p[0] == 0x02 || p[0] == 0x21 || p[0] == 0x23);
		}
		p += 3 + len;
	}
}

static void
check_2(const uint8_t *h, size_t len)
{
	size_t fixed;

	MUST(len >= V2_FIXED && len <= PROXY_MAX);
	MUST(memcmp(h, "\r\n\r\n\0\r\nQUIT\n\x21", 13) == 0);
	MUST(u16(h + 14) == len - V2_FIXED);
	fixed = h[13] == 0x11 ? 12 : h[13] == 0x21 ? 36 : 0;
	MUST(fixed != 0 || h[13] == 0);
	MUST(len >= V2_FIXED + fixed);
	check_tlvs(h + V2_FIXED + fixed, h + len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = fuzz_text(data, len);
	char *line[LINES], *end = text;
	uint8_t header[PROXY_MAX];
	struct proxy p;
	int i;

	for (i = 0; i < LINES; i++) {
		line[i] = end;
		end += strcspn(end, "\n");
		if (*end != '\0')
			*end++ = '\0';
	}
	p.from = line[0];
	p.from_port = line[1];
	p.to = line[2];
	p.to_port = line[3];
	p.tls = line[4][0] == '\0' ? NULL : line[4];
	p.suite = line[5][0] == '\0' ? NULL : line[5];
	p.server_name = line[6][0] == '\0' ? NULL : line[6];
	check_1(header, proxy_header(1, &p, header));
	check_2(header, proxy_header(2, &p, header));
	free(text);
	return 0;
}
