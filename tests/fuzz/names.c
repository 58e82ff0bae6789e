/* SPDX-License-Identifier: MIT */
/*
 * Lists of names as people write them, and as a certificate holds them: the
 * same bytes are read as text and as the SAN of a certificate.
 */
#include "lib/fuzz.h"

#include <string.h>

#include "base/err.h"
#include "base/name.h"
#include "base/sbuf.h"
#include "store/text.h"
#include "tls/arena.h"
#include "tls/crt.h"
#include "tls/der.h"

enum {
	SAN_MAX = 2000,
	CRT_MAX = SAN_MAX + 512,
	QUOTED_MAX = 6 * NAME_TEXT_MAX,
	ENTRIES_MAX = 2 * SAN_MAX
};

/* sequence(ecdsa-with-SHA256) */
static const uint8_t algorithm[] = {
	0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02
};
/* A public key: the base point of P-256. */
static const uint8_t public[] = {
	0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
	0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03,
	0x42, 0x00, 0x04,
	0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5,
	0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0,
	0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
	0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a,
	0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce,
	0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5
};
/* CN=x: an issuer may not be empty. */
static const uint8_t issuer[] = {
	0x30, 0x0c, 0x31, 0x0a, 0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c,
	0x01, 'x'
};
static const uint8_t san_oid[] = { 0x55, 0x1d, 0x11 };

/* A certificate whose SAN extension is DATA; *LEN is its length. */
static const uint8_t *
wrap(const uint8_t *data, size_t san_len, uint8_t out[CRT_MAX], size_t *len)
{
	static const char year[] = "260101000000Z";
	const uint8_t one = 1, sig[] = {
		0, 0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01
	};
	const uint8_t *all, *tbs, *mark;
	struct der d;

	der_init(&d, out, CRT_MAX);
	all = d.p;
	der_bytes(&d, DER_BITS, sig, sizeof sig);
	der_raw(&d, algorithm, sizeof algorithm);
	tbs = mark = d.p;
	der_bytes(&d, DER_OCTETS, data, san_len);
	der_bytes(&d, DER_OID, san_oid, sizeof san_oid);
	der_head(&d, DER_SEQUENCE, mark);
	der_head(&d, DER_SEQUENCE, mark);
	der_head(&d, DER_CONTEXT_OF | 3, mark);
	der_raw(&d, public, sizeof public);
	der_bytes(&d, DER_SEQUENCE, NULL, 0);
	mark = d.p;
	der_bytes(&d, DER_UTC_TIME, year, sizeof year - 1);
	der_bytes(&d, DER_UTC_TIME, year, sizeof year - 1);
	der_head(&d, DER_SEQUENCE, mark);
	der_raw(&d, issuer, sizeof issuer);
	der_raw(&d, algorithm, sizeof algorithm);
	der_uint(&d, &one, 1);
	mark = d.p;
	der_bytes(&d, DER_INTEGER, "\2", 1);
	der_head(&d, DER_CONTEXT_OF | 0, mark);
	der_head(&d, DER_SEQUENCE, tbs);
	der_head(&d, DER_SEQUENCE, all);
	MUST(!d.full);
	*len = (size_t)(all - d.p);
	return d.p;
}

/* What is shown to people and programs is printable and reads as itself. */
static void
look(const struct name *n)
{
	char text[QUOTED_MAX];
	struct name back;
	struct sbuf s;
	size_t i;

	MUST(n->ip_len == 0 || n->ip_len == 4 || n->ip_len == 16);
	MUST(memchr(n->text, '\0', sizeof n->text) != NULL);
	sbuf_init(&s, text, sizeof text);
	text_quoted(&s, n->text);
	MUST(!s.cut);
	for (i = 0; i < s.len; i++)
		MUST(text[i] >= ' ' && text[i] <= '~');
	/* A dNSName that looks like an address stays a host name. */
	if (n->ip_len == 0 && name_parse(n->text, strlen(n->text), &back) == 0)
		MUST(back.ip_len != 0 || name_same(n, &back));
	(void)name_is_loopback(n);
	(void)name_is_private(n);
	MUST(name_within(n->text, n->text));
}

static void
read_san(const uint8_t *data, size_t len)
{
	uint8_t room[CRT_MAX];
	const uint8_t *der;
	struct name n;
	enum crt_name kind;
	struct crt *c;
	struct err e;
	size_t der_len;
	unsigned i;

	if (len > SAN_MAX)
		return;
	err_clear(&e);
	der = wrap(data, len, room, &der_len);
	c = crt_read(der, der_len, &e);
	MUST(c != NULL || e.text[0] != '\0');
	if (c == NULL)
		return;
	for (i = 0; (kind = crt_name(c, i, &n)) != CRT_NAME_END; i++) {
		MUST(i < ENTRIES_MAX);
		if (kind == CRT_NAME_HOST)
			look(&n);
	}
	crt_free(c);
}

static void
read_text(const char *text)
{
	static struct names set, again;
	char shown[NAMES_MAX * (NAME_TEXT_MAX + 2)], word[64];
	const char *bad;
	struct sbuf s;
	unsigned i;

	set.n = again.n = 0;
	bad = names_read(&set, text);
	MUST(bad == NULL || (bad >= text && bad < text + strlen(text)));
	MUST(set.n <= NAMES_MAX);
	if (bad != NULL) {
		MUST(names_read(&set, text) == bad);
		sbuf_init(&s, word, sizeof word);
		names_word(&s, bad);
		MUST(s.len > 0);
	}
	for (i = 0; i < set.n; i++) {
		look(&set.item[i]);
		MUST(names_have(&set, &set.item[i]));
		MUST(names_cover(&set, &set.item[i]));
	}
	sbuf_init(&s, shown, sizeof shown);
	names_show(&s, &set);
	MUST(!s.cut);
	MUST(names_read(&again, shown) == NULL && again.n == set.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = fuzz_text(data, len);

	read_text(text);
	read_san(data, len);
	MUST(arena_used() == 0);
	free(text);
	return 0;
}
