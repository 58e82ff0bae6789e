/* SPDX-License-Identifier: MIT */
/* ClientHellos, whole and broken. */
#include "tls/hello.h"

#include "lib/unit.h"
#include "tls/alert.h"

/* Header and version, a random number, and what follows it. */
#define HELLO(len) "\1\0\0" len "\3\3" \
	"................................"

#define TWO_SUITES "\0\4\xc0\x2b\x13\1"
#define NO_ID "\0"
#define NULL_COMPRESSION "\1\0"
#define NAME "\0\0\0\7\0\5\0\0\2ab"
#define TICKET "\0\x23\0\3xyz"
#define SECRET "\0\x17\0\0"

struct row {
	const char *what;
	const char *msg;
	size_t len;
	bool whole;
	const char *name;	/* NULL: none */
	bool secret;
};

#define ROW(what, text, ...) { what, text, sizeof text - 1, __VA_ARGS__ }

static const struct row rows[] = {
	ROW("no extensions", HELLO("\x2d") NO_ID TWO_SUITES NULL_COMPRESSION,
	    true, NULL, false),
	ROW("a name behind the ticket", HELLO("\x44") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\x16" TICKET NAME SECRET, true, "ab", true),
	ROW("a session id", HELLO("\x30") "\3idx" TWO_SUITES
	    NULL_COMPRESSION "\0\4" SECRET, true, NULL, true),
	ROW("an empty list of names", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\6\0\0\0\2\0\0", true, NULL, false),
	ROW("an empty name", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\x9\0\0\0\5\0\3\0\0\0", true, "", false),
	ROW("another kind of name first", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\xf\0\0\0\xb\0\x9\1\0\2zz\0\0\1a", true, "a",
	    false),
	ROW("a name behind its list", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\xb\0\0\0\7\0\0\0\0\2ab", true, NULL,
	    false),
	ROW("a name that is longer than its extension", HELLO("\0") NO_ID
	    TWO_SUITES NULL_COMPRESSION "\0\xb\0\0\0\7\0\5\0\0\3ab", true,
	    NULL, false),
	ROW("an extension longer than all", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\4\0\x17\0\1", true, NULL, false),
	ROW("half an extension", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\3\0\x17\0", true, NULL, false),
	ROW("nothing", "", false, NULL, false),
	ROW("a header", "\1\0\0\0", false, NULL, false),
	ROW("no suites", HELLO("\0") NO_ID, false, NULL, false),
	ROW("half a suite list", HELLO("\0") NO_ID "\0\4\xc0", false, NULL,
	    false),
	ROW("no compression", HELLO("\0") NO_ID TWO_SUITES, false, NULL,
	    false),
	ROW("an id longer than all", HELLO("\0") "\xff" TWO_SUITES, false,
	    NULL, false),
	ROW("extensions longer than all", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\5\0\x17\0\0", false, NULL, false),
	ROW("something behind the extensions", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\4" SECRET "x", false, NULL, false),
	ROW("one byte of a length", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0", false, NULL, false)
};

/* What is whole, and what is wrong with it. */
static const struct {
	const char *what;
	const char *msg;
	size_t len;
	int fault;
	const char *share;	/* for P-256; NULL: none */
} faults[] = {
	ROW("nothing", HELLO("\0") NO_ID TWO_SUITES NULL_COMPRESSION, 0, NULL),
	ROW("extensions", HELLO("\0") NO_ID TWO_SUITES NULL_COMPRESSION
	    "\0\x16" NAME SECRET TICKET, 0, NULL),
	ROW("null compression behind another", HELLO("\0") NO_ID TWO_SUITES
	    "\2\1\0", 0, NULL),
	ROW("no null compression", HELLO("\0") NO_ID TWO_SUITES "\1\1",
	    ALERT_ILLEGAL_PARAMETER, NULL),
	ROW("no compression at all", HELLO("\0") NO_ID TWO_SUITES "\0",
	    ALERT_ILLEGAL_PARAMETER, NULL),
	ROW("twice, side by side", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\x8" SECRET SECRET, ALERT_ILLEGAL_PARAMETER,
	    NULL),
	ROW("twice, first and last", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\x1a" SECRET NAME TICKET SECRET,
	    ALERT_ILLEGAL_PARAMETER, NULL),
	ROW("an unknown one twice", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\x8" "\xff\xff\0\0" "\xff\xff\0\0",
	    ALERT_ILLEGAL_PARAMETER, NULL),
	ROW("the same lower bits", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\xc" SECRET "\x20\x17\0\0" "\xe0\x17\0\0",
	    0, NULL),
	ROW("an extension longer than all", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\4\0\x17\0\1", ALERT_DECODE_ERROR, NULL),
	ROW("half an extension", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\7" SECRET "\0\x17\0", ALERT_DECODE_ERROR,
	    NULL),
	ROW("a share behind another", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\x12\0\x33\0\xe\0\xc\0\x1d\0\2xx"
	    "\0\x17\0\2ab", 0, "ab"),
	ROW("a share longer than its list", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\xc\0\x33\0\x8\0\5\0\x17\0\2ab", 0,
	    NULL),
	ROW("shares of other groups", HELLO("\0") NO_ID TWO_SUITES
	    NULL_COMPRESSION "\0\xc\0\x33\0\x8\0\6\0\x1d\0\2ab", 0,
	    NULL)
};

static void
check_fault(size_t i)
{
	unsigned failed = unit_failed;
	const uint8_t *share;
	struct hello h;
	size_t len = 0;

	CHECK_INT(hello_parse(&h, (const uint8_t *)faults[i].msg,
	    faults[i].len), 0);
	CHECK_INT(hello_fault(&h), faults[i].fault);
	share = hello_share(&h, 23, &len);
	CHECK_INT(share != NULL, faults[i].share != NULL);
	if (share != NULL && faults[i].share != NULL)
		CHECK_MEM(share, len, faults[i].share,
		    strlen(faults[i].share));
	if (unit_failed != failed)
		printf("\tin: %s\n", faults[i].what);
}

static void
check_row(const struct row *r)
{
	unsigned failed = unit_failed;
	const uint8_t *name;
	struct hello h;
	size_t len = 0;

	CHECK_INT(hello_parse(&h, (const uint8_t *)r->msg, r->len) == 0,
	    r->whole);
	if (r->whole) {
		name = hello_name(&h, &len);
		CHECK_INT(name != NULL, r->name != NULL);
		if (name != NULL && r->name != NULL)
			CHECK_MEM(name, len, r->name, strlen(r->name));
		CHECK_INT(hello_extension(&h, HELLO_EXTENDED_SECRET, &len) !=
		    NULL, r->secret);
		CHECK(hello_offers(&h, 0xc02b) && hello_offers(&h, 0x1301));
		CHECK(!hello_offers(&h, 0x2b13) && !hello_offers(&h, 0));
	}
	if (unit_failed != failed)
		printf("\tin: %s\n", r->what);
}

int
main(void)
{
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check_row(&rows[i]);
	for (i = 0; i < sizeof faults / sizeof faults[0]; i++)
		check_fault(i);
	return unit_done();
}
