/* SPDX-License-Identifier: MIT */
/*
 * Before a CA is asked: does a name lead to this device, and can it be reached
 * there?
 */
#ifndef ACME_LEAD_H
#define ACME_LEAD_H

#include "acme/reason.h"
#include "base/name.h"
#include "store/conf_acme.h"

/*
 * Whether each name has an address at all, without which no CA can reach it;
 * not asked where dns-01 alone is allowed.  -1: R names the first that has
 * none.  Takes up to ten seconds a name.
 */
int lead_any(const struct conf_acme *c, struct reason *r);

enum lead {
	LEAD_HERE,		/* this device answered */
	LEAD_UNKNOWN,		/* not to be seen from here */
	LEAD_ELSEWHERE		/* something else answered, or nothing can */
};

/*
 * Looks where N leads, by IPv4 and by IPv6, which CAs prefer: connects to it as
 * a CA would, to port 443 for tls-alpn-01 and port 80 for http-01, with an
 * answer of its own in place.  Adds a sentence to S.
 */
enum lead lead_check(const struct conf_acme *c, const struct name *n,
    struct sbuf *s);

#endif
