/* SPDX-License-Identifier: MIT */
/* Addresses of host names: see dns.h. */
#include "base/dns.h"

#include <stdbool.h>
#include <string.h>

enum {
	HEAD = 12,
	RESPONSE = 0x80,
	RECURSION = 0x01,
	POINTER = 0xc0,
	CLASS_IN = 1
};

static void
put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static unsigned
get16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

size_t
dns_query(uint8_t *out, uint16_t id, unsigned type, const char *name)
{
	uint8_t *p = out + HEAD;
	size_t n;

	memset(out, 0, HEAD);
	put16(out, id);
	out[2] = RECURSION;
	put16(out + 4, 1);
	for (; *name != '\0'; name += n + (name[n] == '.')) {
		n = strcspn(name, ".");
		*p++ = (uint8_t)n;
		memcpy(p, name, n);
		p += n;
	}
	*p++ = 0;
	put16(p, type);
	put16(p + 2, CLASS_IN);
	return (size_t)(p + 4 - out);
}

/* The end of the name at AT; LEN: it does not end. */
static size_t
skip_name(const uint8_t *msg, size_t len, size_t at)
{
	while (at < len) {
		if (msg[at] >= POINTER)
			return at + 2 < len ? at + 2 : len;
		if (msg[at] == 0)
			return at + 1;
		at += 1u + msg[at];
	}
	return len;
}

int
dns_answer(const uint8_t *msg, size_t len, uint16_t id, unsigned type,
    struct name *out)
{
	const size_t ip_len = type == DNS_A ? 4 : 16;
	unsigned n, questions;
	size_t at = HEAD, size;

	if (len < HEAD || get16(msg) != id || (msg[2] & RESPONSE) == 0)
		return -1;
	for (questions = get16(msg + 4); questions > 0 && at < len;
	    questions--)
		at = skip_name(msg, len, at) + 4;
	for (n = get16(msg + 6); n > 0; n--, at += 10 + size) {
		at = at < len ? skip_name(msg, len, at) : len;
		if (len - at < 10)
			return 0;
		size = get16(msg + at + 8);
		if (size > len - at - 10)
			return 0;
		if (get16(msg + at) != type || size != ip_len ||
		    get16(msg + at + 2) != CLASS_IN)
			continue;
		name_of_ip(out, msg + at + 10, ip_len);
		return 1;
	}
	return 0;
}

/*
 * The length of the next word of the line at *P, which moves past it; 0: none.
 */
static size_t
word(const char **p, const char **start)
{
	*start = *p + strspn(*p, " \t\r");
	*p = *start + strcspn(*start, " \t\r\n#");
	return (size_t)(*p - *start);
}

static const char *
next_line(const char *p)
{
	p += strcspn(p, "\n");
	return *p == '\0' ? p : p + 1;
}

int
dns_hosts(const char *text, unsigned type, const char *name, struct name *out)
{
	const char *p, *start;
	struct name ip, host;
	size_t n;

	for (; *text != '\0'; text = next_line(text)) {
		p = text;
		n = word(&p, &start);
		if (n == 0 || name_parse(start, n, &ip) < 0 ||
		    ip.ip_len != (type == DNS_A ? 4 : 16))
			continue;
		while ((n = word(&p, &start)) > 0) {
			if (name_parse(start, n, &host) < 0 ||
			    strcmp(host.text, name) != 0)
				continue;
			*out = ip;
			return 0;
		}
	}
	return -1;
}

void
dns_servers(const char *text, struct names *set)
{
	static const char key[] = "nameserver";
	const char *p, *start;
	struct name ip;
	size_t n;

	for (; *text != '\0'; text = next_line(text)) {
		p = text;
		n = word(&p, &start);
		if (n != sizeof key - 1 || memcmp(start, key, n) != 0)
			continue;
		n = word(&p, &start);
		if (n > 0 && name_parse(start, n, &ip) == 0 && ip.ip_len > 0)
			(void)names_add(set, &ip);
	}
}
