/* SPDX-License-Identifier: MIT */
/* ACME = no: there is nothing to show. */
#include "acme/show.h"
#include "base/exit.h"

int
acme_facts(const char *config, void (*put)(void *arg, const char *key,
    const char *value), void *arg)
{
	(void)config;
	(void)put;
	(void)arg;
	return EXIT_NOTHING;
}
