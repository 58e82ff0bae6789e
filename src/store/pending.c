/* SPDX-License-Identifier: MIT */
/* The key that waits: see pending.h. */
#include "store/pending.h"

#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/install.h"
#include "base/wipe.h"
#include "store/files.h"
#include "store/store.h"

static const char note[] =
    "# Private key made by `thimble-cert request`. It waits for the CA's\n"
    "# certificate: `thimble-cert install` puts the two together.\n";

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

void
pending_remove(const char *name)
{
	struct err ignored;

	err_clear(&ignored);
	(void)unlink(name);
	/* It would do no harm there; the next run finds it again. */
	(void)install_flush(&ignored);
}
