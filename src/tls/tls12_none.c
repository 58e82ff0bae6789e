/* SPDX-License-Identifier: MIT */
/* TLS12 = no: TLS 1.3 only. */
#include <stddef.h>
#include <string.h>

#include "tls/tls12.h"

int
tls12_oldest(const char *what, const char *oldest, bool *only_tls13,
    struct err *e)
{
	*only_tls13 = true;
	if (oldest == NULL || strcmp(oldest, "1.3") == 0)
		return 0;
	return err_why(e, what, oldest, "must be 1.3: TLS 1.2 was left out of "
	    "this program");
}
