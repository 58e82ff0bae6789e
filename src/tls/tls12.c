/* SPDX-License-Identifier: MIT */
/* TLS 1.2 and 1.3: see tls12.h. */
#include "tls/tls12.h"

#include <stddef.h>
#include <string.h>

int
tls12_oldest(const char *what, const char *oldest, bool *only_tls13,
    struct err *e)
{
	*only_tls13 = oldest != NULL && strcmp(oldest, "1.3") == 0;
	if (oldest == NULL || *only_tls13 || strcmp(oldest, "1.2") == 0)
		return 0;
	return err_why(e, what, oldest, "must be 1.2 or 1.3");
}
