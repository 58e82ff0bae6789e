/* SPDX-License-Identifier: MIT */
/* The key of a requested certificate: see pending.h. */
#include "store/pending.h"

#include <string.h>

#include "base/apart.h"
#include "base/install.h"
#include "base/wipe.h"
#include "store/files.h"
#include "store/store.h"

static const char note[] =
    "# Private key made by `thimble-cert request`. It comes into use when\n"
    "# `thimble-cert install` installs its certificate, and is kept for the\n"
    "# renewals of that.\n";

int
pending_put(const struct key *k, struct err *e)
{
	static APART char text[sizeof note + KEY_PEM_MAX];
	static APART char back[sizeof text + 2];
	struct install job = {
		.name = STORE_PENDING, .mode = 0600, .bytes = text,
		.back = back, .cap = sizeof back, .judge = files_judge_key,
		.arg = (void *)k, .keep = ".prev"
	};
	int rc;

	memcpy(text, note, sizeof note);
	rc = key_write(k, text + sizeof note - 1, KEY_PEM_MAX, e);
	job.len = strlen(text);
	if (rc == 0)
		rc = install_file(&job, e);
	wipe(text, sizeof text);
	return rc;
}

int
pending_issued(const char *name, struct err *e)
{
	return install_move(name, STORE_ISSUED, STORE_PREV, e);
}
