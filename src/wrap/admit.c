/* SPDX-License-Identifier: MIT */
/* --allow and --deny: see admit.h. */
#include "wrap/admit.h"

#include <stddef.h>

#include "base/nets.h"

/* Bits of the smallest network that the address is in: nets_match(). */
static int
match(const char *const nets[WRAP_NETS_MAX], const uint8_t ip[IP6_BYTES],
    struct err *e)
{
	int best = -1, bits;
	unsigned i;

	for (i = 0; i < WRAP_NETS_MAX; i++) {
		bits = nets_match(nets[i], ip, e);
		if (bits > best)
			best = bits;
	}
	return best;
}

int
admit_check(const struct wrap_opts *o, struct err *e)
{
	static const uint8_t nobody[IP6_BYTES];

	if (match(o->allow, nobody, e) == NETS_WRONG)
		return err_at(e, "option --allow");
	if (match(o->deny, nobody, e) == NETS_WRONG)
		return err_at(e, "option --deny");
	return 0;
}

bool
admit_judges(const struct wrap_opts *o)
{
	return o->allow[0] != NULL || o->deny[0] != NULL;
}

bool
admit(const struct wrap_opts *o, const struct addr *peer)
{
	int allowed = match(o->allow, peer->ip, NULL);
	int denied = match(o->deny, peer->ip, NULL);

	if (allowed < 0 && denied < 0)
		return o->allow[0] == NULL;
	return allowed > denied;
}
