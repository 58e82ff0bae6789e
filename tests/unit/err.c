/* SPDX-License-Identifier: MIT */
/* Error sentences: form, the first one wins, no harm, no overrun. */
#include <errno.h>

#include "base/err.h"
#include "lib/unit.h"

int
main(void)
{
	char object[2 * ERR_MAX];
	struct err e;

	err_clear(&e);
	CHECK_STR(e.text, "");
	CHECK_INT(err_set(&e, "open", "/etc/x.pem", ENOENT), -1);
	CHECK_STR(e.text, "open /etc/x.pem: No such file or directory");

	/* The first error wins. */
	CHECK_INT(err_set(&e, "close", "/etc/x.pem", EIO), -1);
	CHECK_INT(err_why(&e, "other", NULL, "thing"), -1);
	CHECK_STR(e.text, "open /etc/x.pem: No such file or directory");

	err_clear(&e);
	CHECK_INT(err_set(&e, "fork", NULL, 0), -1);
	CHECK_STR(e.text, "fork");
	err_clear(&e);
	CHECK_INT(err_why(&e, "option", "-x", "unknown"), -1);
	CHECK_STR(e.text, "option -x: unknown");
	err_clear(&e);
	CHECK_INT(err_why(&e, "option", NULL, NULL), -1);
	CHECK_STR(e.text, "option");

	/* A file name is somebody's text: one line, printable. */
	err_clear(&e);
	CHECK_INT(err_why(&e, "open", "a\nb\033[2J\xff", "no"), -1);
	CHECK_STR(e.text, "open a?b?[2J?: no");

	/* Nobody wants to know: still -1. */
	CHECK_INT(err_set(NULL, "open", "x", ENOENT), -1);

	/* What is too long is cut off, with the NUL inside. */
	memset(object, 'o', sizeof object);
	object[sizeof object - 1] = '\0';
	err_clear(&e);
	CHECK_INT(err_why(&e, "open", object, "no"), -1);
	CHECK_INT(strlen(e.text), ERR_MAX - 1);
	return unit_done();
}
