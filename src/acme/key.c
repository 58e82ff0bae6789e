/* SPDX-License-Identifier: MIT */
/* The key of official certificates: see key.h. */
#include "acme/key.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/install.h"
#include "base/lock.h"
#include "base/wipe.h"
#include "store/files.h"
#include "store/run.h"
#include "store/store.h"

enum { LOCK_S = 30 };

static const char note[] =
    "# Private key of this device's official certificates, made by\n"
    "# `thimble-cert acme`. It stays the same when they are renewed.\n";

static int
put(const struct key *k, struct err *e)
{
	static APART char text[sizeof note + KEY_PEM_MAX];
	static APART char back[sizeof text + 2];
	struct install job = {
		.name = STORE_ACME_KEY, .mode = 0600, .bytes = text,
		.back = back, .cap = sizeof back, .judge = files_judge_key,
		.arg = (void *)(uintptr_t)k
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

/* In the folder, under its lock. */
static struct key *
read_or_make(struct err *e)
{
	struct key *k;

	if (files_key(STORE_ACME_KEY, &k, e) < 0 || k != NULL)
		return k;
	k = key_make(KEY_P256, e);
	if (k != NULL && put(k, e) < 0) {
		key_free(k);
		k = NULL;
	}
	return k;
}

struct key *
acme_key(const char *dir, struct err *e)
{
	int home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), lock = -1;
	struct key *k = NULL;

	if (home < 0) {
		err_set(e, "open folder", ".", errno);
		return NULL;
	}
	if (install_enter(dir, false, e) == 0)
		lock = run_take_lock(LOCK_S, dir, e);
	if (lock == LOCK_BUSY)
		err_why(e, dir, NULL, "another thimble-cert is running");
	if (lock >= 0) {
		k = read_or_make(e);
		(void)close(lock);
	}
	if (fchdir(home) < 0) {
		err_set(e, "enter folder", ".", errno);
		key_free(k);
		k = NULL;
	}
	(void)close(home);
	return k;
}
