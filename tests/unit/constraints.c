/* SPDX-License-Identifier: MIT */
/* Name constraints, written by us and by others, whole and damaged. */
#include "tls/constraints.h"

#include "lib/unit.h"

enum {
	DNS = DER_CONTEXT | 2,
	IP = DER_CONTEXT | 7,
	PERMITTED = DER_CONTEXT_OF | 0,
	EXCLUDED = DER_CONTEXT_OF | 1
};

static uint8_t room[2048];

static bool
permits(const struct der *d, const char *text)
{
	struct name n;

	return CHECK_INT(name_parse(text, strlen(text), &n), 0) &&
	    constraints_permit(d->p, (size_t)(room + sizeof room - d->p), &n);
}

static void
judges(const struct der *d, const char *yes, const char *no)
{
	struct names names = { .n = 0 };
	unsigned i;

	CHECK(names_read(&names, yes) == NULL);
	for (i = 0; i < names.n; i++)
		if (!CHECK(permits(d, names.item[i].text)))
			printf("\t%s\n", names.item[i].text);
	names.n = 0;
	CHECK(names_read(&names, no) == NULL);
	for (i = 0; i < names.n; i++)
		if (!CHECK(!permits(d, names.item[i].text)))
			printf("\t%s\n", names.item[i].text);
}

/* Ours: the names, and all private addresses to their last. */
static void
test_own(void)
{
	struct names names = { .n = 0 };
	struct der d;

	der_init(&d, room, sizeof room);
	CHECK(names_read(&names, "router *.example.org 192.0.2.7") == NULL);
	constraints_write(&d, &names);
	judges(&d, "router a.router example.org a.b.example.org 192.0.2.7 "
	    "10.0.0.0 10.255.255.255 172.16.0.0 172.31.255.255 192.168.0.0 "
	    "192.168.255.255 169.254.0.0 169.254.255.255 fc00::1 fdff::1 "
	    "fe80::1 febf::1",
	    "xrouter example.com org 192.0.2.6 192.0.2.8 9.255.255.255 "
	    "11.0.0.0 172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 "
	    "169.253.255.255 169.255.0.0 fe00::1 fec0::1 127.0.0.1 ::1");
	names.n = 0;
	der_init(&d, room, sizeof room);
	CHECK(names_read(&names, "localhost") == NULL);
	constraints_write(&d, &names);
	judges(&d, "localhost 127.0.0.1 127.255.255.255 ::1",
	    "router 126.255.255.255 128.0.0.0 ::2");
}

static void
add(struct der *d, unsigned tag, const void *value, size_t len)
{
	const uint8_t *end = d->p;

	der_bytes(d, tag, value, len);
	der_head(d, DER_SEQUENCE, end);
}

/* By others: what is excluded comes first. */
static void
test_excluded(void)
{
	static const uint8_t net[] = { 10, 1, 0, 0, 255, 255, 0, 0 };
	const uint8_t *end;
	struct der d;

	der_init(&d, room, sizeof room);
	end = d.p;
	add(&d, IP, net, sizeof net);
	add(&d, DNS, "bad.example.org", 15);
	der_head(&d, EXCLUDED, end);
	end = d.p;
	add(&d, DNS, ".example.org", 12);
	der_head(&d, PERMITTED, end);
	der_head(&d, DER_SEQUENCE, room + sizeof room);
	/* Of addresses nothing is said but what is excluded. */
	judges(&d, "example.org good.example.org notbad.example.org 10.2.0.1",
	    "example.com bad.example.org very.bad.example.org 10.1.2.3");
}

/* Damaged in either list: nothing is permitted that the list is for. */
static void
test_damaged(void)
{
	static const unsigned lists[] = { PERMITTED, EXCLUDED };
	const uint8_t *end;
	struct der d;
	unsigned i;

	for (i = 0; i < 2; i++) {
		der_init(&d, room, sizeof room);
		end = d.p;
		/* Read after the good one, which alone would decide. */
		der_raw(&d, "\x30\x7f\x82", 3);
		if (lists[i] == PERMITTED)
			add(&d, DNS, "example.org", 11);
		der_head(&d, lists[i], end);
		der_head(&d, DER_SEQUENCE, room + sizeof room);
		judges(&d, "", "example.org 192.0.2.7");
	}
	der_init(&d, room, sizeof room);
	der_raw(&d, "\x30\x05\xa0", 3);
	judges(&d, "", "example.org");
}

/* A field that nobody knows may be a limit: nothing is permitted. */
static void
test_unknown(void)
{
	static const unsigned fields[] = {
		DER_CONTEXT_OF | 2, DER_CONTEXT | 0, DER_SEQUENCE
	};
	const uint8_t *end;
	struct der d;
	unsigned i;

	for (i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		der_init(&d, room, sizeof room);
		end = d.p;
		add(&d, DNS, "example.org", 11);
		der_head(&d, fields[i], end);
		der_head(&d, DER_SEQUENCE, room + sizeof room);
		judges(&d, "", "example.org example.com 192.0.2.7");
		/* Also when it comes after one that permits. */
		der_init(&d, room, sizeof room);
		end = d.p;
		add(&d, DNS, "example.org", 11);
		der_head(&d, fields[i], end);
		end = d.p;
		add(&d, DNS, "example.org", 11);
		der_head(&d, PERMITTED, end);
		der_head(&d, DER_SEQUENCE, room + sizeof room);
		judges(&d, "", "example.org example.com 192.0.2.7");
	}
}

/* A subtree with a minimum: the profile of RFC 5280 has none. */
static void
test_minimum(void)
{
	const uint8_t *end;
	struct der d;

	der_init(&d, room, sizeof room);
	end = d.p;
	der_bytes(&d, DER_CONTEXT | 0, "\1", 1);
	der_bytes(&d, DNS, "example.org", 11);
	der_head(&d, DER_SEQUENCE, end);
	der_head(&d, PERMITTED, end);
	der_head(&d, DER_SEQUENCE, room + sizeof room);
	judges(&d, "", "example.org 192.0.2.7");
}

int
main(void)
{
	test_own();
	test_excluded();
	test_damaged();
	test_unknown();
	test_minimum();
	return unit_done();
}
