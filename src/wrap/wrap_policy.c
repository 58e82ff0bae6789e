/* SPDX-License-Identifier: MIT */
/* Policy options: see wrap_policy.h. */
#include "wrap/wrap_policy.h"

#include <string.h>

#include "tls/tls12.h"

enum { ALPN_MAX = 255 };	/* bytes of a name: RFC 7301, 3.1 */

/* Levels 1 to 3 need certificates to verify with, and the reverse. */
static int
parse_verify(const struct wrap_policy *o, struct err *e)
{
	const char *extra = o->ca_file != NULL ? "-A" :
	    o->ca_dir != NULL ? "-a" : o->crl_file != NULL ? "--crl" : NULL;

	if (o->verify >= 1 && o->verify < VERIFY_UNSET) {
		if (o->ca_file == NULL && o->ca_dir == NULL)
			return err_why(e, "option -v", NULL, "needs -A or -a: "
			    "the certificates to verify clients with");
	} else if (extra != NULL) {
		return err_why(e, "option", extra,
		    "needs -v 1, 2 or 3: otherwise no client is verified");
	}
	return 0;
}

static int
parse_alpn(const char *name, struct err *e)
{
	size_t len = strlen(name);

	if (len == 0 || len > ALPN_MAX)
		return err_why(e, "option --alpn", name,
		    "needs a name of 1 to 255 bytes, such as imap");
	return 0;
}

static bool
any_tls13(const int *suites)
{
	while (*suites != 0 && !suite_is_tls13(*suites))
		suites++;
	return *suites != 0;
}

int
wrap_policy_parse(struct wrap_policy *o, struct err *e)
{
	if (parse_verify(o, e) < 0)
		return -1;
	if (o->suites != NULL &&
	    suite_list("option -C", o->suites, o->suite_numbers, e) < 0)
		return -1;
	if (o->groups != NULL &&
	    group_list("option --groups", o->groups, o->group_numbers, e) < 0)
		return -1;
	if (tls12_oldest("option --tls-min", o->tls_min, &o->only_tls13,
	    e) < 0)
		return -1;
	if (o->suites != NULL && o->only_tls13 && !any_tls13(o->suite_numbers))
		return err_why(e, "option -C", o->suites,
		    "selects no suite of TLS 1.3, the only version");
	return o->alpn == NULL ? 0 : parse_alpn(o->alpn, e);
}

void
wrap_policy_fill(struct tls_policy *p, const struct wrap_policy *o)
{
	memset(p, 0, sizeof *p);
	if (o->verify < VERIFY_UNSET)
		p->client = (enum policy_client)(o->verify + 1);
	if (o->suites != NULL)
		p->suites = o->suite_numbers;
	if (o->groups != NULL)
		p->groups = o->group_numbers;
	p->only_tls13 = o->only_tls13;
}
