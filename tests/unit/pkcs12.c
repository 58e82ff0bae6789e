/* SPDX-License-Identifier: MIT */
/* PKCS#12 files: what is found in them, and what is none. */
#include "tls/pkcs12.h"

#include <string.h>

#include "lib/unit.h"

static uint8_t room[256];
static size_t n;

/* Puts a header before the last LEN bytes. */
static size_t
wrap(uint8_t tag, size_t len)
{
	CHECK(len < 128 && n + 2 < sizeof room);
	memmove(room + n - len + 2, room + n - len, len);
	room[n - len] = tag;
	room[n - len + 1] = (uint8_t)len;
	n += 2;
	return len + 2;
}

/* 1.2.840.113549.1 and REST. */
static size_t
oid(const char *rest, size_t len)
{
	static const uint8_t rsadsi[] = {
		0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1
	};

	memcpy(room + n, rsadsi, sizeof rsadsi);
	memcpy(room + n + sizeof rsadsi, rest, len);
	n += sizeof rsadsi + len;
	return wrap(6, sizeof rsadsi + len);
}

static size_t
byte(uint8_t b)
{
	room[n++] = b;
	return 1;
}

/* A bag of this TYPE with one byte. */
static size_t
bag(char type, uint8_t content)
{
	char kind[] = { 0x0c, 0x0a, 1, type };
	size_t len = oid(kind, sizeof kind), value;

	if (type == 3) {
		value = oid("\x09\x16\x01", 3);
		value += wrap(0xa0, wrap(4, byte(content)));
		value = wrap(0x30, value);
	} else {
		value = byte(content);
	}
	return wrap(0x30, len + wrap(0xa0, value));
}

/* A file with these bags, whose parts are of type PART. */
static void
make(const char *part, const char *types)
{
	size_t len, parts, safe, bags = 0;
	uint8_t content = 'a';

	n = 0;
	len = wrap(2, byte(3));
	safe = oid("\x07\x01", 2);
	parts = oid(part, 2);
	for (; *types != '\0'; types++)
		bags += bag((char)(*types - '0'), content++);
	parts += wrap(0xa0, wrap(4, wrap(0x30, bags)));
	safe += wrap(0xa0, wrap(4, wrap(0x30, wrap(0x30, parts))));
	(void)wrap(0x30, len + wrap(0x30, safe));
}

struct seen {
	char text[8];
	unsigned n;
	int stop;
};

static int
see(void *arg, uint8_t *item, size_t len)
{
	struct seen *s = arg;

	CHECK_INT(len, 1);
	CHECK(s->n < sizeof s->text - 1);
	s->text[s->n++] = (char)item[0];
	return s->stop;
}

static int
each(size_t len, struct seen *s)
{
	memset(s->text, 0, sizeof s->text);
	s->n = 0;
	return pkcs12_each(room, len, "x", see, s);
}

int
main(void)
{
	struct seen s = { "", 0, 0 };
	size_t i;

	make("\x07\x01", "31");
	CHECK_INT(each(n, &s), PKCS12_GOOD);
	CHECK_STR(s.text, "ab");
	make("\x07\x01", "25");
	CHECK_INT(each(n, &s), PKCS12_GOOD);
	CHECK_STR(s.text, "a");
	make("\x07\x01", "4");
	CHECK_INT(each(n, &s), PKCS12_DAMAGED);
	make("\x07\x01", "");
	CHECK_INT(each(n, &s), PKCS12_DAMAGED);
	make("\x07\x02", "3");
	CHECK_INT(each(n, &s), PKCS12_UNKNOWN);
	make("\x07\x06", "3");
	CHECK_INT(each(n, &s), PKCS12_DAMAGED);
	s.stop = -1;
	make("\x07\x01", "21");
	CHECK_INT(each(n, &s), -1);
	CHECK_STR(s.text, "a");
	s.stop = 0;
	make("\x07\x01", "3");
	for (i = 0; i < n; i++)
		CHECK_INT(each(i, &s), PKCS12_DAMAGED);
	return unit_done();
}
