/* SPDX-License-Identifier: MIT */
/*
 * What N may say to K of tickets: some to be opened, one to be sealed, each
 * in its form; and none of it where clients are asked for a certificate.
 */
#define _GNU_SOURCE
#include "lib/n.h"

static char run[600];

/* K begins with the word that there are tickets. */
static void
start_with(void)
{
	uint8_t word = 0;

	start(LIFE_MS);
	CHECK_INT(receive(&word, sizeof word), 1);
	CHECK_INT(word, CONTROL_TICKETS);
	take_chain();
}

/* Says WISH with LEN bytes; K's answer in REPLY, its length. */
static size_t
wish(char what, const void *bytes, size_t len, uint8_t *reply)
{
	static uint8_t msg[CONTROL_CLIENT_MAX];
	long n;

	msg[0] = (uint8_t)what;
	memcpy(msg + 1, bytes, len);
	CHECK_INT(chan_send(k.control, msg, 1 + len), 0);
	n = receive(reply, CONTROL_CLIENT_MAX);
	return n < 0 ? 0 : (size_t)n;
}

static void
test_good(void)
{
	static uint8_t a[CONTROL_CLIENT_MAX], b[CONTROL_CLIENT_MAX];
	char text[4096];
	size_t n;

	start_with();
	n = wish(CONTROL_SEAL, "a session", 9, a);
	CHECK_INT(n, 1 + 9 + TICKET_AROUND);
	CHECK_INT(a[0], CONTROL_SEALED);
	ask_sign(SIGN_ECDSA, 32);
	take_signature();
	go("", 0, text, sizeof text);
	CHECK_INT(finish(), EXIT_GOOD);
	/* Another K opens it. */
	start_with();
	CHECK_INT(wish(CONTROL_OPEN, a + 1, n - 1, b), 1 + 9);
	CHECK_INT(b[0], CONTROL_OPENED);
	CHECK_MEM(b + 1, 9, "a session", 9);
	go("", 0, text, sizeof text);
	CHECK(strstr(text, "SSL_PROTOCOL=TLSv1.3\n") != NULL);
	CHECK_INT(finish(), EXIT_GOOD);
	/* In another service, with other suites: not. */
	opts.policy.suites = "ECDHE-ECDSA-AES128-GCM-SHA256";
	start_with();
	CHECK_INT(wish(CONTROL_OPEN, a + 1, n - 1, b), 1);
	CHECK_INT(b[0], CONTROL_NONE);
	opts.policy.suites = NULL;
	/* A fifth one is too many. */
	CHECK_INT(wish(CONTROL_OPEN, a + 1, 1, b), 1);
	CHECK_INT(wish(CONTROL_OPEN, a + 1, TICKET_MAX, b), 1);
	CHECK_INT(wish(CONTROL_OPEN, a + 1, n - 1, b), 1);
	CHECK_INT(chan_send(k.control, "Ox", 2), 0);
	must_have_ended("five tickets");
}

static void
test_shapes(void)
{
	static const struct {
		char what;
		size_t len;
	} rows[] = {
		{ CONTROL_OPEN, 0 }, { CONTROL_OPEN, TICKET_MAX + 1 },
		{ CONTROL_SEAL, 0 }, { CONTROL_SEAL, TICKET_SESSION_MAX + 1 },
		{ CONTROL_SEALED, 40 }, { CONTROL_OPENED, 40 },
		{ CONTROL_TICKETS, 0 }
	};
	static uint8_t msg[CONTROL_CLIENT_MAX], reply[CONTROL_CLIENT_MAX];
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		start_with();
		msg[0] = (uint8_t)rows[i].what;
		CHECK_INT(chan_send(k.control, msg, 1 + rows[i].len), 0);
		must_have_ended("a wish out of shape");
	}
	start_with();
	CHECK_INT(wish(CONTROL_SEAL, msg, TICKET_SESSION_MAX, reply),
	    CONTROL_OPEN_MAX);
	CHECK_INT(chan_send(k.control, "Ex", 2), 0);
	must_have_ended("two tickets");
}

/* No tickets: K does not begin with that word and takes no wish. */
static void
test_none(const char *what)
{
	static const char *const wishes[] = { "Ox", "Ex" };
	size_t i;

	for (i = 0; i < 2; i++) {
		start(LIFE_MS);
		take_chain();
		CHECK_INT(chan_send(k.control, wishes[i], 2), 0);
		must_have_ended(what);
	}
}

int
main(void)
{
	unsigned long level;

	begin();
	(void)snprintf(run, sizeof run, "%s/run", dir);
	opts.run = run;
	test_good();
	test_shapes();
	for (level = 0; level < VERIFY_UNSET; level++) {
		opts.policy.verify = level;
		test_none("a wish where clients show certificates");
	}
	opts.policy.verify = VERIFY_UNSET;
	opts.no_tickets = 1;
	test_none("a wish with --no-tickets");
	opts.no_tickets = 0;
	opts.run = "/nowhere/at/all";
	test_none("a wish without keys");
	return end();
}
