/* SPDX-License-Identifier: MIT */
/*
 * The rule by which places are shared (os/slots.h), sentence by sentence, on
 * tables written by hand; unit/slots_share has it in floods.
 */
#include "lib/unit.h"
#include "os/slots_share.h"

enum {
	PLACES = 16, NOW = 200000,
	Q = SLOTS_QUEUED, H = SLOTS_HANDSHAKE, D = SLOTS_DONE,
	ANY = SLOTS_UNFINISHED, SESSION = SLOTS_BIT_DONE
};

static _Alignas(8) unsigned char memory[sizeof(struct slots_table) +
    PLACES * sizeof(struct slots_record)];
static struct slots_table *const table = (void *)memory;
static unsigned n;

static void
anew(void)
{
	memset(memory, 0, sizeof memory);
	n = 0;
}

/* One more of PEER, which came so long ago; its place. */
static unsigned
put(uint64_t peer, int phase, uint32_t age_ms)
{
	table->at[n].peer = peer;
	table->at[n].phase = (uint16_t)phase;
	table->at[n].since_ms = NOW - age_ms;
	return n++;
}

static int
whom(unsigned want, uint64_t peer, unsigned long has)
{
	return slots_whom(table, n, want, peer, has, NOW);
}

static void
test_most(void)
{
	unsigned old, young;

	anew();
	(void)put(1, SLOTS_SILENT, 900);
	old = put(2, SLOTS_SILENT, 80);
	young = put(2, SLOTS_SILENT, 70);
	/* Of the address with most, the oldest. */
	CHECK_INT(whom(ANY, 3, 0), old);
	CHECK_INT(whom(ANY, 3, 1), old);
	/* Nobody for one that has as many itself. */
	CHECK_INT(whom(ANY, 3, 2), -1);
	/* But of its own. */
	CHECK_INT(whom(ANY, 2, 2), old);
	CHECK_INT(whom(ANY, 1, 5), 0);
	/* Each is asked once. */
	table->at[old].asked = 1;
	CHECK_INT(whom(ANY, 3, 0), young);
	table->at[young].asked = 1;
	CHECK_INT(whom(ANY, 3, 0), 0);
	/* Who waits for a handshake looks for one in progress. */
	CHECK_INT(whom(SLOTS_BIT_HANDSHAKE, 3, 0), -1);
}

/* Of one address those go first who have come least far. */
static void
test_phases(void)
{
	anew();
	(void)put(1, H, 900);
	(void)put(1, Q, 800);
	(void)put(1, SLOTS_SILENT, 10);
	(void)put(1, D, 1000);
	CHECK_INT(whom(ANY, 2, 0), 2);
	table->at[2].asked = 1;
	CHECK_INT(whom(ANY, 2, 0), 1);
	table->at[1].asked = 1;
	CHECK_INT(whom(ANY, 2, 0), 0);
	table->at[0].asked = 1;
	CHECK_INT(whom(ANY, 2, 0), -1);
}

static void
test_sessions(void)
{
	anew();
	(void)put(1, D, 900);
	(void)put(2, D, 70);
	(void)put(2, D, 80);
	/* What is in a handshake counts for its address, and does not go. */
	(void)put(2, H, 990);
	CHECK_INT(whom(SESSION, 3, 1), 2);
	CHECK_INT(whom(SESSION, 3, 2), 2);
	CHECK_INT(whom(SESSION, 3, 3), -1);
	/* None for another of its own address. */
	CHECK_INT(whom(SESSION, 2, 4), -1);
}

/* An address that had to leave has more than any, for a minute. */
static void
test_bad_name(void)
{
	anew();
	(void)put(1, H, 10);
	(void)put(2, H, 900);
	(void)put(2, H, 800);
	CHECK_INT(whom(ANY, 3, 0), 1);
	CHECK_INT(slots_open_to(table, 1, 64, NOW), 64);
	slots_stalled(table, 1, NOW);
	CHECK_INT(whom(ANY, 3, 0), 0);
	CHECK_INT(slots_open_to(table, 1, 64, NOW), 64 - 64 / SLOTS_KEPT);
	CHECK_INT(slots_open_to(table, 2, 64, NOW), 64);
	/* Nobody leaves for it but its own. */
	table->at[0].asked = 1;
	CHECK_INT(whom(ANY, 1, 0), -1);
	table->at[0].asked = 0;
	CHECK_INT(whom(ANY, 1, 5), 0);
	/* Sessions know nothing of it. */
	table->at[0].phase = table->at[1].phase = table->at[2].phase = D;
	CHECK_INT(whom(SESSION, 3, 1), 1);
	CHECK_INT(slots_open_to(table, 1, 64, NOW + SLOTS_MEMORY_MS - 1),
	    64 - 64 / SLOTS_KEPT);
	CHECK_INT(slots_open_to(table, 1, 64, NOW + SLOTS_MEMORY_MS), 64);
}

/* How many go before place ME, whose address HAS so many before it. */
static void
before(unsigned me, unsigned long want, unsigned long want_has)
{
	unsigned long has;

	CHECK_INT(slots_before(table, n, me, NOW, &has), want);
	CHECK_INT(has, want_has);
}

static void
test_order(void)
{
	unsigned me, other;

	/* Of one address the last come, and of two who have as much. */
	anew();
	me = put(1, Q, 50);
	other = put(1, Q, 40);
	before(me, 1, 1);
	before(other, 0, 0);
	table->at[other].peer = 2;
	before(me, 1, 0);
	before(other, 0, 0);

	/* Who has less in progress, however late it came. */
	anew();
	me = put(1, Q, 10);
	(void)put(1, H, 90);
	(void)put(1, H, 80);
	other = put(2, Q, 500);
	before(me, 1, 2);
	before(other, 0, 0);

	/* The nth of an address has those of it who came later before it. */
	anew();
	me = put(1, Q, 10);
	(void)put(1, H, 90);
	for (other = 0; other < 5; other++)
		(void)put(2, Q, 20 + other);
	/* One of them has less than ours, the next as much and is older. */
	before(me, 1, 1);
	table->at[me].since_ms = NOW - 600;
	before(me, 2, 1);
	/* With one in progress the first of them has as much as ours. */
	(void)put(2, H, 90);
	before(me, 1, 1);
	(void)put(2, H, 90);
	before(me, 0, 1);
}

static void
test_order_of_bad(void)
{
	unsigned bad, good;
	int i;

	anew();
	for (i = 0; i < 4; i++)
		(void)put(1, Q, 10);
	bad = put(1, Q, 10);
	good = put(2, Q, 900);
	(void)put(2, H, 90);
	slots_stalled(table, 1, NOW);
	before(good, 0, 1);
	before(bad, 1, 0);
}

/* The log has the first ones, and the rest as a number, also of the gone. */
static void
test_log(void)
{
	uint64_t whose;
	uint32_t left, at = NOW;
	unsigned i, quiet = 0;

	anew();
	for (i = 0; i < 4000; i++)
		quiet += slots_is_quiet(table, 7, at, &left, &whose);
	CHECK_INT(quiet, 4000 - SLOTS_LINES_GOOD);
	/* One of these had to leave. */
	slots_stalled(table, 8, at);
	for (quiet = i = 0; i < 100; i++)
		quiet += slots_is_quiet(table, 8, at, &left, &whose);
	CHECK_INT(quiet, 100 - SLOTS_LINES);
	CHECK_INT(left, 0);
	at += SLOTS_MINUTE_MS;
	CHECK(!slots_is_quiet(table, 8, at, &left, &whose));
	CHECK_INT(left, 100 - SLOTS_LINES);
	CHECK_INT(whose, 8);
	/* Somebody else comes, and says it for the one that went. */
	CHECK(!slots_is_quiet(table, 9, at, &left, &whose));
	CHECK_INT(left, 4000 - SLOTS_LINES_GOOD);
	CHECK_INT(whose, 7);
	CHECK(!slots_is_quiet(table, 9, at, &left, &whose));
	CHECK_INT(left, 0);
}

/* An address whose entry another takes: what was not in the log is said. */
static void
test_evicted(void)
{
	enum { PEERS = SLOTS_WAYS + 1 };
	const struct slots_known *set;
	uint64_t peer[PEERS], p, whose;
	unsigned found = 0, i;
	uint32_t left;

	anew();
	set = slots_known(table, 1, NOW);
	for (p = 1; found < PEERS; p++)
		if (slots_known(table, p, NOW) == set)
			peer[found++] = p;
	for (i = 0; i < SLOTS_LINES_GOOD + 5; i++)
		(void)slots_is_quiet(table, peer[0], NOW, &left, &whose);
	CHECK(slots_is_quiet(table, peer[0], NOW, &left, &whose));
	for (i = 1; i < PEERS; i++) {
		CHECK(!slots_is_quiet(table, peer[i], NOW + i, &left,
		    &whose));
		CHECK_INT(left, i < PEERS - 1 ? 0 : 6);
	}
	CHECK(whose == peer[0]);
}

int
main(void)
{
	test_most();
	test_phases();
	test_sessions();
	test_bad_name();
	test_order();
	test_order_of_bad();
	test_log();
	test_evicted();
	return unit_done();
}
