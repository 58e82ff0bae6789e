/* SPDX-License-Identifier: MIT */
/* What an ACME client said, in words; and the file of state. */
#include "acme/reason.h"

#include "base/date.h"
#include "lib/unit.h"

#define URN "urn:ietf:params:acme:error:"

static void
finds(const char *said, const char *word, const char *part)
{
	struct reason r;

	reason_find(&r, said, strlen(said));
	CHECK_STR(r.word, word);
	if (!CHECK(strstr(r.text, part) != NULL))
		printf("\tsaid \"%s\"\n", r.text);
}

/* As uacme 1.7.4 prints it. */
static void
test_ca(void)
{
	finds("uacme: challenge https://ca/chal/1 failed with status invalid\n"
	    "uacme: the server reported the following error:\n{\n"
	    "    \"type\": \"" URN "dns\",\n"
	    "    \"detail\": \"DNS problem: NXDOMAIN looking up A\",\n"
	    "    \"status\": 400\n}\n", "dns",
	    "has no address in DNS. The CA said: DNS problem: NXDOMAIN");
	finds("{\"type\": \"" URN "madeUp\", \"detail\": \"no \\\"way\\\"\"}",
	    "madeUp", "the CA refused. The CA said: no \\\"way\\\"");
	finds("\"" URN "caa\"", "caa", "a CAA record");
	finds(URN, "", "the CA refused");
	finds("\"detail\": \"one\"\n" URN "connection\n", "connection",
	    "The CA said: one");
	finds("\"detail\": \"\x1b[31m\xff\"\n" URN "tls", "tls",
	    "The CA said: ?[31m?");
	finds("{\"type\": \"" URN "unauthorized\", \"detail\": \"Failed to "
	    "connect to 192.0.2.1\"}", "connection", "could not reach");
	finds("{\"type\": \"" URN "unauthorized\", \"detail\": \"404\"}",
	    "unauthorized", "does not lead to this one");
}

static void
test_client(void)
{
	finds("uacme: failed to fetch directory at https://ca/\n",
	    "unreachable", "the CA cannot be reached");
	finds("uacme: no challenge completed\n", "noChallenge", "offers no");
	finds("", "unknown", "without saying why");
	finds("\xff\xfe", "unknown", "It said: ??");
	finds("uacme: one\nuacme: two\n\n", "unknown", "It said: uacme: two");
}

static void
after(const char *said, const char *want)
{
	char got[40];
	struct reason r;
	struct sbuf s;

	reason_find(&r, said, strlen(said));
	sbuf_init(&s, got, sizeof got);
	if (r.after != 0)
		date_show(&s, r.after);
	CHECK_STR(got, want);
}

static void
test_after(void)
{
#define LIMIT "\"" URN "rateLimited\" \"detail\": \"too many, retry after "
	after(LIMIT "2026-11-29 12:30:59 UTC: see\"", "2026-11-29T12:30:59Z");
	after(LIMIT "2026-11-29T12:30:59Z\"", "2026-11-29T12:30:59Z");
	after(LIMIT "2026-11-29 12:30\"", "");
	after(LIMIT "2026-13-29 12:30:59\"", "");
	after(LIMIT "1999-11-29 12:30:59\"", "");
	after(LIMIT "tomorrow\"", "");
	after(LIMIT "2026", "");
	after(LIMIT "2026-11-29 12:30:5", "");
	after(LIMIT, "");
}

static void
test_state(void)
{
	static const char text[] =
	    "version=1\nresult=failed\nlast-try=1800000000\n"
	    "next-try=1800003600\nfailures=3\nminute=1439\n"
	    "error=dns\nreason=it has no address\ninstalled=ab\n"
	    "account=https://ca/dir\n";
	static const char half[] =
	    "minute=1440\nfailures=-1\nx\n=\nresult=odd\nown";
	char out[STATE_MAX];
	struct state s;
	struct sbuf b;

	state_parse(&s, text, strlen(text));
	CHECK_INT(s.result, STATE_FAILED);
	CHECK_INT(s.next, 1800003600);
	CHECK_INT(s.minute, 1439);
	CHECK(s.minute_set);
	sbuf_init(&b, out, sizeof out);
	state_write(&s, &b);
	CHECK_STR(out, text);
	/* Half a line, a line without end, and what means nothing. */
	state_parse(&s, half, sizeof half - 1);
	CHECK_INT(s.failures, 0);
	CHECK(!s.minute_set && !s.own && s.result == STATE_NEVER);
	state_parse(&s, "failures=7", 10);
	CHECK_INT(s.failures, 0);
	state_parse(&s, "", 0);
	CHECK_INT(s.last, 0);
}

int
main(void)
{
	test_ca();
	test_client();
	test_after();
	test_state();
	return unit_done();
}
