/* SPDX-License-Identifier: MIT */
/* Error sentences: see err.h. */
#include "base/err.h"

#include <string.h>

#include "base/sbuf.h"

int
err_why(struct err *e, const char *what, const char *object,
    const char *reason)
{
	struct sbuf s;

	if (e == NULL || e->text[0] != '\0')
		return -1;
	sbuf_init(&s, e->text, sizeof e->text);
	sbuf_str(&s, what);
	if (object != NULL) {
		sbuf_str(&s, " ");
		sbuf_shown(&s, object, strlen(object));
	}
	if (reason != NULL) {
		sbuf_str(&s, ": ");
		sbuf_str(&s, reason);
	}
	return -1;
}

int
err_set(struct err *e, const char *what, const char *object, int errnum)
{
	return err_why(e, what, object,
	    errnum == 0 ? NULL : strerror(errnum));
}

void
err_clear(struct err *e)
{
	e->text[0] = '\0';
}
