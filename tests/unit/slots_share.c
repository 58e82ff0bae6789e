/* SPDX-License-Identifier: MIT */
/*
 * Floods in a time of our own: hellos behind which nothing comes, from 1, 3,
 * 30 and 300 addresses at 50 to 1000 a second, and one client at a time from
 * an address that nobody knows.  With -v it prints the table.
 *
 * What a process does with locks and signals (os/slots.c) is done here by one
 * loop of milliseconds; whom the rule chooses is os/slots_share.c's.  What it
 * leaves out is the time that computing takes.
 */
#include "lib/unit.h"
#include "os/slots_share.h"

enum {
	ROUND_TRIP_MS = 100,	/* of a client that goes on */
	EVERY_MS = 250,		/* such a client comes */
	CLIENTS = 40,
	PATIENCE_MS = 30000,
	PLACES = 1000, LOBBY = 1024,
	BEGIN_MS = 100000,	/* the clock */
	NAP_MS = 15, NAP_MAX_MS = 2000	/* os/slots.c's */
};

struct size {
	unsigned sessions, handshakes, per_ip;
};

struct flood {
	unsigned addresses;	/* FRESH: each hello from another */
	unsigned rate;		/* hellos a second; AGAIN: see there */
	bool nat;		/* the clients share an address with it */
};

enum {
	FRESH = 0,
	/* As many as there are places, who come again once they were let go. */
	AGAIN = 0
};

static _Alignas(8) unsigned char memory[sizeof(struct slots_table) +
    PLACES * sizeof(struct slots_record)];
static struct slots_table *const table = (void *)memory;

/* What the process in a place knows. */
static struct {
	uint32_t look_ms, began_ms;
	int client;		/* -1: one of the flood */
} proc[PLACES];

static struct {
	uint64_t peer;
	uint32_t look_ms, until_ms;
	int client;
} lobby[LOBBY];

static uint32_t served[CLIENTS];	/* when; 0: not */

static struct size size;
static uint32_t now;
static unsigned n_lobby, gone, left;

static unsigned
count(unsigned phases, uint64_t peer)
{
	const struct slots_record *r = table->at;
	unsigned i, n = 0;

	for (i = 0; i < size.sessions; i++)
		n += (phases >> r[i].phase & 1) != 0 &&
		    (peer == 0 || r[i].peer == peer);
	return n;
}

static void
leave(unsigned i)
{
	struct slots_record *r = &table->at[i];

	if (r->phase == SLOTS_HANDSHAKE && r->asked)
		slots_stalled(table, r->peer, now);
	r->phase = SLOTS_FREE;
	gone += proc[i].client < 0;
}

static void
ask(unsigned want, uint64_t peer, unsigned long has)
{
	int i = slots_whom(table, size.sessions, want, peer, has, now);

	if (i < 0)
		return;
	table->at[i].asked = 1;
	if (table->at[i].phase != SLOTS_HANDSHAKE)
		leave((unsigned)i);
}

/* A place for one that has said its hello; false: none so far. */
static bool
enter(uint64_t peer, int who)
{
	unsigned all = SLOTS_UNFINISHED | SLOTS_BIT_DONE, i;
	bool full = count(all, peer) >= size.per_ip;

	if (full)
		ask(SLOTS_UNFINISHED, peer, 1000000);
	else if (count(all, 0) >= size.sessions)
		ask(SLOTS_UNFINISHED, peer, count(SLOTS_UNFINISHED, peer));
	if (count(all, peer) >= size.per_ip ||
	    count(all, 0) >= size.sessions)
		return false;
	for (i = 0; table->at[i].phase != SLOTS_FREE; i++)
		;
	memset(&table->at[i], 0, sizeof table->at[i]);
	table->at[i].peer = peer;
	table->at[i].since_ms = now;
	table->at[i].phase = SLOTS_QUEUED;
	proc[i].client = who;
	proc[i].look_ms = now;
	return true;
}

static void
come(uint64_t peer, int who)
{
	if (enter(peer, who))
		return;
	if (n_lobby == LOBBY) {
		gone += who < 0;
		return;
	}
	lobby[n_lobby].peer = peer;
	lobby[n_lobby].client = who;
	lobby[n_lobby].look_ms = now + NAP_MS;
	lobby[n_lobby++].until_ms = now + SLOTS_SPEAKS_MS;
}

static void
wait_outside(void)
{
	unsigned i, n = n_lobby;

	n_lobby = 0;
	for (i = 0; i < n; i++) {
		if (now >= lobby[i].look_ms) {
			if (enter(lobby[i].peer, lobby[i].client))
				continue;
			lobby[i].look_ms = now + NAP_MS;
		}
		if (now < lobby[i].until_ms)
			lobby[n_lobby++] = lobby[i];
		else
			gone += lobby[i].client < 0;
	}
}

static void
look(unsigned i)
{
	struct slots_record *r = &table->at[i];
	unsigned long has, before, nap;

	before = slots_before(table, size.sessions, i, now, &has);
	if (count(SLOTS_BIT_HANDSHAKE, 0) + before < slots_open_to(table,
	    r->peer, size.handshakes, now)) {
		r->phase = SLOTS_HANDSHAKE;
		r->since_ms = proc[i].began_ms = now;
		r->asked = 0;
		return;
	}
	ask(SLOTS_BIT_HANDSHAKE, r->peer, has);
	nap = NAP_MS * (before + 1);
	proc[i].look_ms = now + (uint32_t)(nap < NAP_MAX_MS ? nap :
	    NAP_MAX_MS);
}

static void
live(unsigned i)
{
	struct slots_record *r = &table->at[i];
	uint32_t age = now - proc[i].began_ms;
	int who = proc[i].client;

	if (r->phase == SLOTS_QUEUED && now >= proc[i].look_ms)
		look(i);
	else if (r->phase == SLOTS_HANDSHAKE && r->asked &&
	    age >= SLOTS_STALL_MS)
		leave(i);
	else if (r->phase == SLOTS_HANDSHAKE && who >= 0 &&
	    age >= ROUND_TRIP_MS) {
		r->phase = SLOTS_DONE;
		served[who] = now;
		left--;
	} else if (r->phase == SLOTS_DONE && age >= 2 * ROUND_TRIP_MS) {
		leave(i);
	}
}

/* The same in each run. */
static bool
chance(unsigned of_1000)
{
	static uint32_t state = 1;

	state = state * 1664525 + 1013904223;
	return state / 4295 % 1000 < of_1000;
}

static void
come_all(const struct size *z, const struct flood *f)
{
	static unsigned sent;
	unsigned n = chance(f->rate);

	if (now == BEGIN_MS)
		sent = 0;
	if (f->rate == AGAIN)
		n = sent - gone < z->sessions;
	for (; n > 0; n--, sent++)
		come(1000 + (f->addresses == FRESH ? sent :
		    sent % f->addresses), -1);
}

struct result {
	unsigned two, served;	/* of CLIENTS: within 2 s, and in all */
	uint32_t worst_ms;
};

/* WARM_MS of the flood alone, then the clients, too. */
static struct result
run(const struct size *z, const struct flood *f, uint32_t warm_ms)
{
	struct result r = { 0, 0, 0 };
	uint32_t came[CLIENTS], took;
	unsigned i, who = 0;

	memset(memory, 0, sizeof memory);
	memset(served, 0, sizeof served);
	size = *z;
	n_lobby = gone = 0;
	left = CLIENTS;
	for (now = BEGIN_MS; left > 0; now++) {
		if (who == CLIENTS && now - came[who - 1] > PATIENCE_MS)
			break;
		come_all(z, f);
		if (who < CLIENTS && now >= BEGIN_MS + warm_ms &&
		    chance(1000 / EVERY_MS)) {
			came[who] = now;
			come(f->nat ? 1000 : 500000 + who, (int)who);
			who++;
		}
		wait_outside();
		for (i = 0; i < z->sessions; i++)
			if (table->at[i].phase != SLOTS_FREE)
				live(i);
	}
	for (i = 0; i < CLIENTS; i++) {
		if (served[i] == 0)
			continue;
		took = served[i] - came[i];
		r.served++;
		r.two += took <= 2000;
		r.worst_ms = took > r.worst_ms ? took : r.worst_ms;
	}
	return r;
}

static const struct size sizes[] = { { PLACES, 64, 250 }, { 64, 32, 16 } };
static const unsigned from[] = { 1, 3, 30, 300, FRESH };
static const unsigned rates[] = { 60, 75, 100, 150, 300, 1000, AGAIN };

enum {
	N_FROM = sizeof from / sizeof from[0],
	N_RATES = sizeof rates / sizeof rates[0]
};

/* Of the clients: within 2 s, ever, and the worst wait in seconds. */
static void
print_table(void)
{
	struct flood f;
	struct result r;
	unsigned i, j, k;

	for (i = 0; i < 2 * 2 * 2; i++) {
		f.nat = (i & 2) != 0;
		printf("\n%u sessions, %u handshakes; clients %s; %s\nfrom",
		    sizes[i / 4].sessions, sizes[i / 4].handshakes,
		    f.nat ? "behind an address of the flood" :
		    "from elsewhere", (i & 1) != 0 ? "after 10 s" : "at once");
		for (k = 0; k < N_RATES - 1; k++)
			printf(" %10u/s", rates[k]);
		printf("%13s\n", "again");
		for (j = 0; j < N_FROM; j++) {
			f.addresses = from[j];
			printf("%4u", from[j]);
			for (k = 0; k < N_RATES; k++) {
				f.rate = rates[k];
				r = run(&sizes[i / 4], &f, (i & 1) * 10000);
				printf(" %3u %2u %5.2f", r.two, r.served,
				    (double)r.worst_ms / 1000);
				(void)fflush(stdout);
			}
			printf("\n");
		}
	}
}

/* From 1, 3 and 30 addresses: everybody within 2 s, whatever the rate. */
static void
test_few(unsigned z, unsigned k)
{
	struct flood f = { 0, rates[k], false };
	unsigned j;

	for (j = 0; j < 3; j++) {
		f.addresses = from[j];
		CHECK_INT(run(&sizes[z], &f, 0).two, CLIENTS);
	}
}

/* From 300: when each has been found out, and most of them before. */
static void
test_many(unsigned z, unsigned k)
{
	struct flood f = { 300, rates[k], false };

	CHECK_INT(run(&sizes[z], &f, 10000).two, CLIENTS);
	CHECK(run(&sizes[z], &f, 0).two >= CLIENTS / 4);
}

/*
 * Nobody can tell the clients from the flood: one address, or each another.
 * In proportion: half of that at least.
 */
static void
test_share(void)
{
	static const struct size small = { 100, 32, 50 };
	struct flood f = { FRESH, 100, false };

	CHECK(run(&small, &f, 0).two >= CLIENTS * 32 / 100 / 2);
	f.addresses = 1;
	f.nat = true;
	CHECK(run(&small, &f, 0).two >= CLIENTS * 28 / 100 / 2);
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "-v") == 0)
		print_table();
	test_few(1, 1);
	if (!unit_emulated()) {
		test_few(1, 5);
		test_few(1, N_RATES - 1);
		test_many(1, 2);
	}
	test_share();
	return unit_done();
}
