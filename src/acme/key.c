/* SPDX-License-Identifier: MIT */
/* The key of official certificates: see key.h. */
#include "acme/key.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/install.h"
#include "base/lock.h"
#include "store/files.h"
#include "store/run.h"
#include "store/store.h"

enum { LOCK_S = 30 };

static const char note[] =
    "# Private key of this device's official certificates, made by\n"
    "# `thimble-cert acme`. It stays the same when they are renewed.\n";

/* In the folder, under its lock. */
static struct key *
read_or_make(struct err *e)
{
	struct key *k;

	if (files_key(STORE_ACME_KEY, &k, e) < 0 || k != NULL)
		return k;
	k = key_make(KEY_P256, e);
	if (k != NULL && files_put_key(STORE_ACME_KEY, note, NULL, k, e) < 0) {
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
