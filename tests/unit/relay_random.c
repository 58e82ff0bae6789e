/* SPDX-License-Identifier: MIT */
/*
 * The relay between two ends that do what they like: byte-exact, none lost,
 * none doubled, each end told once and in time.  The numbers are the same in
 * every run; a failure names its round.
 */
#include <stdint.h>

#include "lib/sim.h"
#include "lib/unit.h"

enum { ROUNDS = 3000 };

/* Xorshift: the quality of the numbers does not matter, their sameness does. */
static unsigned
choose(void *from, unsigned n)
{
	uint32_t *x = from;

	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x % n;
}

int
main(void)
{
	static struct sim s;
	unsigned gone = 0, cut = 0, deaf = 0, whole = 0;
	uint32_t round, x;

	for (round = 1; round <= ROUNDS; round++) {
		x = round * 2654435761u;
		sim_init(&s, choose, &x);
		if (!CHECK_STR(sim_run(&s), NULL))
			printf("\tin round %lu\n", (unsigned long)round);
		gone += s.relay.client_gone;
		cut += s.relay.client_cut;
		deaf += s.backend.deaf;
		whole += s.backend.told && s.client.told;
	}
	/* The rounds met each kind of end often enough to mean something. */
	CHECK(gone > ROUNDS / 20);
	CHECK(cut > ROUNDS / 20);
	CHECK(deaf > ROUNDS / 20);
	CHECK(whole > ROUNDS / 20);
	return unit_done();
}
