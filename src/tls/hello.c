/* SPDX-License-Identifier: MIT */
/* A look into a ClientHello: see hello.h. */
#include "tls/hello.h"

enum {
	HEADER = 4,		/* type and length of the message */
	VERSION_RANDOM = 2 + 32,
	HOST_NAME = 0		/* kind of a server name (RFC 6066, 3) */
};

/* What is left to read; once it is out of shape, nothing more is. */
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

/* A length of BYTES bytes and what it counts. */
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
	(void)vector(&c, 1, &skip);	/* compression */
	h->extensions_len = 0;
	h->extensions = c.at;
	if (c.left > 0)
		h->extensions = vector(&c, 2, &h->extensions_len);
	return c.bad || c.left > 0 ? -1 : 0;
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

const uint8_t *
hello_name(const struct hello *h, size_t *len)
{
	struct cursor c = { NULL, 0, false };
	const uint8_t *name;
	size_t kind, list;

	c.at = hello_extension(h, HELLO_SERVER_NAME, &c.left);
	if (c.at == NULL)
		return NULL;
	c.at = vector(&c, 2, &list);
	c.left = list;
	while (c.left > 0 && !c.bad) {
		kind = number(&c, 1);
		name = vector(&c, 2, len);
		if (kind == HOST_NAME && !c.bad)
			return name;
	}
	return NULL;
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
