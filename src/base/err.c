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
	sbuf_str(&s, what == NULL ? "" : what);
	if (object != NULL) {
		sbuf_str(&s, what == NULL ? "" : " ");
		sbuf_shown(&s, object, strlen(object));
	}
	if (reason != NULL) {
		sbuf_str(&s, s.len == 0 ? "" : ": ");
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

int
err_at(struct err *e, const char *where)
{
	struct err inner = *e;
	struct sbuf s;

	sbuf_init(&s, e->text, sizeof e->text);
	sbuf_str(&s, where);
	sbuf_char(&s, ' ');
	sbuf_str(&s, inner.text);
	return -1;
}

void
err_clear(struct err *e)
{
	e->text[0] = '\0';
}
