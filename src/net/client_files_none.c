/* SPDX-License-Identifier: MIT */
/* CLIENT_CERTS = no: none can be verified, so none may be required. */
#include <stddef.h>

#include "net/client_files.h"

int
client_files_read(struct tls_policy *p, const struct wrap_policy *o,
    enum client_prove prove, struct err *e)
{
	(void)o;
	(void)prove;
	if (p->client <= CLIENT_IGNORED)
		return 0;
	return err_why(e, "option -v", NULL, "was left out of this program");
}

void
client_files_release(void)
{
}
