/* SPDX-License-Identifier: MIT */
/* Tickets: what was sealed opens, with that key, in that scope, in time. */
#include "tls/ticket.h"

#include "base/rng.h"
#include "lib/unit.h"

enum { NOW_MS = 1000000, LIFE_MS = 7200000 };

static struct ticket_key key[2];
static uint8_t ticket[TICKET_MAX + 1], out[TICKET_SESSION_MAX];

static const struct ticket_terms terms = {
	.scope = "imap", .scope_len = 4, .now_ms = NOW_MS, .life_ms = LIFE_MS
};

static long
open_at(int64_t now_ms, const char *scope, size_t len)
{
	struct ticket_terms t = terms;

	t.now_ms = now_ms;
	t.scope = scope;
	t.scope_len = strlen(scope);
	return ticket_open(key, 2, &t, ticket, len, out);
}

static void
test_lengths(void)
{
	static uint8_t session[TICKET_SESSION_MAX + 1];
	size_t len;
	long n;

	CHECK_INT(rng_fill(session, sizeof session), 0);
	for (len = 0; len <= TICKET_SESSION_MAX; len++) {
		if (!CHECK_INT(ticket_seal(&key[0], &terms, session, len,
		    ticket), 0))
			return;
		n = open_at(NOW_MS, "imap", len + TICKET_AROUND);
		if (!CHECK_INT(n, len))
			return;
		CHECK_MEM(out, len, session, len);
	}
	CHECK_INT(ticket_seal(&key[0], &terms, session,
	    TICKET_SESSION_MAX + 1, ticket), -1);
}

/* No other length, and no bit turned. */
static void
test_changed(void)
{
	enum { LEN = 40 + TICKET_AROUND };
	static const uint8_t session[40] = { 1, 2, 3 };
	size_t len, i;

	CHECK_INT(ticket_seal(&key[0], &terms, session, sizeof session,
	    ticket), 0);
	for (len = 0; len <= TICKET_MAX; len++)
		CHECK_INT(open_at(NOW_MS, "imap", len) >= 0, len == LEN);
	for (i = 0; i < LEN * 8; i++) {
		ticket[i / 8] ^= (uint8_t)(1 << i % 8);
		if (!CHECK_INT(open_at(NOW_MS, "imap", LEN), -1))
			printf("\twith bit %zu turned\n", i);
		ticket[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	CHECK_INT(open_at(NOW_MS, "imap", LEN), sizeof session);
	/* Nothing of it can be read. */
	CHECK(memcmp(ticket + 28, session, 8) != 0);
}

static void
test_terms(void)
{
	struct ticket_key none = { 0 };
	size_t len = 8 + TICKET_AROUND;

	CHECK_INT(ticket_seal(&key[1], &terms, "session", 8, ticket), 0);
	CHECK_INT(open_at(NOW_MS, "imap", len), 8);
	CHECK_STR((char *)out, "session");
	CHECK_INT(open_at(NOW_MS, "pop3", len), -1);
	CHECK_INT(open_at(NOW_MS, "ima", len), -1);
	CHECK_INT(open_at(NOW_MS, "", len), -1);
	CHECK_INT(open_at(NOW_MS + LIFE_MS, "imap", len), 8);
	CHECK_INT(open_at(NOW_MS + LIFE_MS + 1, "imap", len), -1);
	/* From the future: of another boot. */
	CHECK_INT(open_at(NOW_MS - 1, "imap", len), -1);
	CHECK_INT(ticket_open(key, 1, &terms, ticket, len, out), -1);
	CHECK_INT(ticket_open(key, 0, &terms, ticket, len, out), -1);
	/* A key that is none does not open what has its id. */
	CHECK_INT(ticket_seal(&none, &terms, "session", 8, ticket), 0);
	CHECK_INT(ticket_open(&none, 1, &terms, ticket, len, out), -1);
}

/* No two are alike: the nonce is new each time. */
static void
test_nonce(void)
{
	uint8_t other[TICKET_MAX];
	size_t len = 8 + TICKET_AROUND;

	CHECK_INT(ticket_seal(&key[0], &terms, "session", 8, ticket), 0);
	CHECK_INT(ticket_seal(&key[0], &terms, "session", 8, other), 0);
	CHECK(memcmp(ticket, other, TICKET_ID_LEN) == 0);
	CHECK(memcmp(ticket + 8, other + 8, 12) != 0);
	CHECK(memcmp(ticket + 20, other + 20, len - 20) != 0);
}

int
main(void)
{
	CHECK_INT(ticket_key_make(&key[0], 1), 0);
	CHECK_INT(ticket_key_make(&key[1], 2), 0);
	CHECK(memcmp(key[0].id, key[1].id, sizeof key[0].id) != 0);
	CHECK(memcmp(key[0].key, key[1].key, sizeof key[0].key) != 0);
	test_lengths();
	test_changed();
	test_terms();
	test_nonce();
	return unit_done();
}
