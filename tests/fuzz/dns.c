/* SPDX-License-Identifier: MIT */
/* Answers of name servers; /etc/hosts and /etc/resolv.conf. */
#include "lib/fuzz.h"

#include <string.h>

#include "base/dns.h"

enum { ID = 0x6964 };	/* "id" */

/* The first byte: which it is. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct names set;
	struct name out;
	char *text;

	if (len < 1)
		return 0;
	memset(&out, 0, sizeof out);
	text = fuzz_text(data + 1, len - 1);
	set.n = 0;
	switch (data[0]) {
	case '4':
		if (dns_answer((uint8_t *)text, len - 1, ID, DNS_A, &out) > 0)
			MUST(out.ip_len == 4);
		break;
	case '6':
		if (dns_answer((uint8_t *)text, len - 1, ID, DNS_AAAA,
		    &out) > 0)
			MUST(out.ip_len == 16);
		break;
	case 'h':
		if (dns_hosts(text, DNS_AAAA, "a.b", &out) == 0)
			MUST(out.ip_len == 16);
		break;
	default:
		dns_servers(text, &set);
		while (set.n > 0)
			MUST(set.item[--set.n].ip_len > 0);
	}
	free(text);
	return 0;
}
