/* SPDX-License-Identifier: MIT */
/* Parsing a ClientHello: see hello.h. */
#include "tls/hello.h"

#include <string.h>

#include "tls/alert.h"

enum {
	HEADER = 4,		/* type and length of the message */
	VERSION_RANDOM = 2 + 32,
	HOST_NAME = 0,		/* name type (RFC 6066, 3) */
	TYPES = 65536,		/* of extensions */
	TYPES_AT_ONCE = 8192
};

/* The bytes left to read; none after the first error. */
struct cursor {
	const uint8_t *at;
	size_t left;
	bool bad;
};

static const uint8_t *
take(struct cursor *c, size_t n)
{
	const uint8_t *p = c->at;

	if (c->bad || n > c->left) {
		c->bad = true;
		return NULL;
	}
	c->at += n;
	c->left -= n;
	return p;
}

static size_t
number(struct cursor *c, size_t bytes)
{
	const uint8_t *p = take(c, bytes);
	size_t n = 0;

	for (; p != NULL && bytes > 0; bytes--)
		n = n << 8 | *p++;
	return n;
}

/* Reads a length of BYTES bytes and the bytes that it counts. */
static const uint8_t *
vector(struct cursor *c, size_t bytes, size_t *len)
{
	*len = number(c, bytes);
	return take(c, *len);
}

int
hello_parse(struct hello *h, const uint8_t *msg, size_t len)
{
	struct cursor c = { msg, len, false };
	size_t skip;

	(void)take(&c, HEADER + VERSION_RANDOM);
	(void)vector(&c, 1, &skip);	/* session id */
	h->suites = vector(&c, 2, &h->suites_len);
	h->compressions = vector(&c, 1, &h->compressions_len);
	h->extensions_len = 0;
	h->extensions = c.at;
	if (c.left > 0)
		h->extensions = vector(&c, 2, &h->extensions_len);
	return c.bad || c.left > 0 ? -1 : 0;
}

/*
 * Whether two extensions have the same type, among those with upper bits TOP: a
 * map of all 65536 types would take 8 KB of stack.
 */
static bool
has_twins(const struct hello *h, unsigned top)
{
	uint8_t seen[TYPES_AT_ONCE / 8];
	struct cursor c = { h->extensions, h->extensions_len, false };
	size_t type, len, bit;

	memset(seen, 0, sizeof seen);
	while (c.left > 0 && !c.bad) {
		type = number(&c, 2);
		(void)vector(&c, 2, &len);
		if (type / TYPES_AT_ONCE != top)
			continue;
		bit = type % TYPES_AT_ONCE;
		if ((seen[bit / 8] >> bit % 8 & 1) != 0)
			return true;
		seen[bit / 8] |= (uint8_t)(1U << bit % 8);
	}
	return false;
}

int
hello_fault(const struct hello *h)
{
	struct cursor c = { h->extensions, h->extensions_len, false };
	unsigned top;
	size_t len;

	while (c.left > 0 && !c.bad) {
		(void)number(&c, 2);
		(void)vector(&c, 2, &len);
	}
	if (c.bad)
		return ALERT_DECODE_ERROR;
	if (memchr(h->compressions, 0, h->compressions_len) == NULL)
		return ALERT_ILLEGAL_PARAMETER;
	for (top = 0; top < TYPES / TYPES_AT_ONCE; top++)
		if (has_twins(h, top))
			return ALERT_ILLEGAL_PARAMETER;
	return 0;
}

const uint8_t *
hello_extension(const struct hello *h, unsigned type, size_t *len)
{
	struct cursor c = { h->extensions, h->extensions_len, false };
	const uint8_t *body;
	size_t found;

	while (c.left > 0 && !c.bad) {
		found = number(&c, 2);
		body = vector(&c, 2, len);
		if (found == type && !c.bad)
			return body;
	}
	return NULL;
}

/*
 * The extension of TYPE is a list of entries with a kind of KIND_BYTES bytes
 * and a value.  Returns the value of the entry KIND, *LEN bytes; NULL: there is
 * none.
 */
static const uint8_t *
listed(const struct hello *h, unsigned type, size_t kind_bytes, unsigned kind,
    size_t *len)
{
	struct cursor c = { NULL, 0, false };
	const uint8_t *value;
	size_t found, list;

	c.at = hello_extension(h, type, &c.left);
	if (c.at == NULL)
		return NULL;
	c.at = vector(&c, 2, &list);
	c.left = list;
	while (c.left > 0 && !c.bad) {
		found = number(&c, kind_bytes);
		value = vector(&c, 2, len);
		if (found == kind && !c.bad)
			return value;
	}
	return NULL;
}

const uint8_t *
hello_name(const struct hello *h, size_t *len)
{
	return listed(h, HELLO_SERVER_NAME, 1, HOST_NAME, len);
}

const uint8_t *
hello_share(const struct hello *h, unsigned group, size_t *len)
{
	return listed(h, HELLO_KEY_SHARE, 2, group, len);
}

bool
hello_offers(const struct hello *h, unsigned suite)
{
	size_t i;

	for (i = 0; i + 1 < h->suites_len; i += 2)
		if (h->suites[i] == (suite >> 8 & 0xff) &&
		    h->suites[i + 1] == (suite & 0xff))
			return true;
	return false;
}
