/* SPDX-License-Identifier: MIT */
/* Places shared by address: see slots_share.h. */
#include "os/slots_share.h"

#include <stddef.h>
#include <string.h>

#include "base/apart.h"
#include "os/mem.h"

enum {
	BUCKETS = 256,
	BAD = SLOTS_MAX		/* rule 3: added to the count of places */
};

/*
 * Counts per address, at the index of its first place.  With 1000 places, three
 * pages of this are used.
 */
static APART_PAGES struct {
	uint16_t first[BUCKETS];	/* index + 1; 0: none */
	struct {
		uint16_t next, has, waits;
		uint32_t age_ms;	/* of the latest that waits */
	} of[SLOTS_MAX];
} sum;
static bool used;

void
slots_forget_sums(void)
{
	if (used)
		mem_release(&sum, sizeof sum);
	used = false;
}

static unsigned
hash(uint64_t peer)
{
	return (unsigned)(peer * 0x9e3779b97f4a7c15ULL >> 40);
}

struct slots_known *
slots_known(struct slots_table *t, uint64_t peer, uint32_t now_ms)
{
	struct slots_known *k = &t->known[hash(peer) % SLOTS_KNOWN &
	    ~(SLOTS_WAYS - 1U)];
	struct slots_known *oldest = k;
	unsigned i;

	for (i = 0; i < SLOTS_WAYS; i++, k++) {
		if (k->peer == peer)
			return k;
		if (now_ms - k->used_ms > now_ms - oldest->used_ms)
			oldest = k;
	}
	return oldest;
}

static bool
has_bad_name(struct slots_table *t, uint64_t peer, uint32_t now_ms)
{
	const struct slots_known *k = slots_known(t, peer, now_ms);

	return k->peer == peer && k->stalls &&
	    now_ms - k->stalled_ms < SLOTS_MEMORY_MS;
}

/* The entry of PEER, created if there is none. */
static struct slots_known *
remember(struct slots_table *t, uint64_t peer, uint32_t now_ms)
{
	struct slots_known *k = slots_known(t, peer, now_ms);

	if (k->peer != peer)
		memset(k, 0, sizeof *k);
	k->peer = peer;
	k->used_ms = now_ms;
	return k;
}

/* K's unlogged count if its minute is over; a new minute begins. */
static uint32_t
take_count(struct slots_known *k, uint32_t now_ms)
{
	uint32_t n = k->quiet;

	if (k->starts == 0 || now_ms - k->minute_ms < SLOTS_MINUTE_MS)
		return 0;
	k->starts = k->quiet = 0;
	return n;
}

bool
slots_is_quiet(struct slots_table *t, uint64_t peer, uint32_t now_ms,
    uint32_t *n, uint64_t *whose)
{
	struct slots_known *k = slots_known(t, peer, now_ms);
	bool quiet;
	unsigned i;

	*whose = k->peer;
	/* It may be the entry of another address, to be replaced. */
	if (k->peer != peer)
		k->minute_ms = now_ms - SLOTS_MINUTE_MS;
	*n = take_count(k, now_ms);
	k = remember(t, peer, now_ms);
	if (k->starts++ == 0)
		k->minute_ms = now_ms;
	quiet = k->starts > (has_bad_name(t, peer, now_ms) ? SLOTS_LINES :
	    SLOTS_LINES_GOOD);
	k->quiet += quiet;
	if (*n == 0 && now_ms - t->swept_ms >= SLOTS_SWEEP_MS) {
		for (i = 0; i < SLOTS_KNOWN && *n == 0; i++) {
			*n = take_count(&t->known[i], now_ms);
			*whose = t->known[i].peer;
		}
		if (*n == 0)
			t->swept_ms = now_ms;
	}
	return quiet;
}

void
slots_stalled(struct slots_table *t, uint64_t peer, uint32_t now_ms)
{
	struct slots_known *k = remember(t, peer, now_ms);

	k->stalls = true;
	k->stalled_ms = now_ms;
}

unsigned long
slots_open_to(struct slots_table *t, uint64_t peer,
    unsigned long handshakes, uint32_t now_ms)
{
	return has_bad_name(t, peer, now_ms) ?
	    handshakes - handshakes / SLOTS_KEPT : handshakes;
}

/* The index of the counts of PEER; SLOTS_MAX: none. */
static unsigned
find(const struct slots_table *t, uint64_t peer)
{
	unsigned i = sum.first[hash(peer) % BUCKETS];

	while (i != 0 && t->at[i - 1].peer != peer)
		i = sum.of[i - 1].next;
	return i == 0 ? SLOTS_MAX : i - 1;
}

static void
add(const struct slots_table *t, unsigned i, uint32_t now_ms)
{
	const struct slots_record *r = &t->at[i];
	uint16_t *first = &sum.first[hash(r->peer) % BUCKETS];
	uint32_t age = now_ms - r->since_ms;
	unsigned at = find(t, r->peer);

	if (at == SLOTS_MAX) {
		at = i;
		sum.of[at].next = *first;
		*first = (uint16_t)(i + 1);
		sum.of[at].has = sum.of[at].waits = 0;
	}
	if (r->phase != SLOTS_QUEUED) {
		sum.of[at].has++;
		return;
	}
	if (sum.of[at].waits++ == 0 || age < sum.of[at].age_ms)
		sum.of[at].age_ms = age;
}

static bool
is_in(const struct slots_record *r, unsigned phases)
{
	return (phases >> r->phase & 1) != 0;
}

static void
add_up(const struct slots_table *t, unsigned n, unsigned phases,
    uint32_t now_ms)
{
	unsigned i;

	used = true;
	memset(sum.first, 0, sizeof sum.first);
	for (i = 0; i < n; i++)
		if (is_in(&t->at[i], phases))
			add(t, i, now_ms);
}

/*
 * How many waiting connections of the address at I go before one that HAS that
 * many before it: the nth has before it those in progress and n others.
 */
static unsigned long
go_before(unsigned i, unsigned long has, uint32_t age_ms)
{
	unsigned long n;

	if (has < sum.of[i].has)
		return 0;
	n = has - sum.of[i].has;
	if (n >= sum.of[i].waits)
		return sum.of[i].waits;
	return n + (sum.of[i].age_ms < age_ms);
}

unsigned long
slots_before(struct slots_table *t, unsigned n, unsigned me,
    uint32_t now_ms, unsigned long *has)
{
	const struct slots_record *my = &t->at[me], *r;
	uint32_t age = now_ms - my->since_ms;
	bool bad = has_bad_name(t, my->peer, now_ms), other;
	unsigned long before = 0;
	unsigned i, mine;

	add_up(t, n, SLOTS_BIT_QUEUED | SLOTS_BIT_HANDSHAKE, now_ms);
	for (i = 0; i < n; i++) {
		r = &t->at[i];
		if (r->phase == SLOTS_QUEUED && r->peer == my->peer &&
		    i != me && now_ms - r->since_ms < age)
			before++;
	}
	mine = find(t, my->peer);
	*has = before + (mine == SLOTS_MAX ? 0U : sum.of[mine].has);
	if (before > 0)
		age = sum.of[mine].age_ms;
	for (i = 0; i < n; i++) {
		r = &t->at[i];
		if (!is_in(r, SLOTS_BIT_QUEUED | SLOTS_BIT_HANDSHAKE) ||
		    i == mine || find(t, r->peer) != i || sum.of[i].waits == 0)
			continue;
		other = has_bad_name(t, r->peer, now_ms);
		if (other == bad)
			before += go_before(i, *has, age);
		else if (bad)
			before += sum.of[i].waits;
	}
	return before;
}

int
slots_whom(struct slots_table *t, unsigned n, unsigned want, uint64_t peer,
    unsigned long has, uint32_t now_ms)
{
	bool sessions = want == SLOTS_BIT_DONE;
	const struct slots_record *r;
	unsigned long had, most = 0;
	uint32_t age, most_age = 0;
	unsigned i, at;
	int whom = -1;

	add_up(t, n, sessions ? want | SLOTS_UNFINISHED : want, now_ms);
	if (!sessions && has_bad_name(t, peer, now_ms))
		has += BAD;
	for (i = 0; i < n; i++) {
		r = &t->at[i];
		if (!is_in(r, want) || r->asked)
			continue;
		at = find(t, r->peer);
		had = (unsigned long)sum.of[at].has + sum.of[at].waits;
		if (!sessions && has_bad_name(t, r->peer, now_ms))
			had += BAD;
		age = now_ms - r->since_ms;
		if ((had <= has && (sessions || r->peer != peer)) ||
		    (whom >= 0 &&
		    (had < most || (had == most &&
		    (r->phase > t->at[whom].phase ||
		    (r->phase == t->at[whom].phase && age <= most_age))))))
			continue;
		whom = (int)i;
		most = had;
		most_age = age;
	}
	return whom;
}
