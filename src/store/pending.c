/* SPDX-License-Identifier: MIT */
/* The key of a requested certificate: see pending.h. */
#include "store/pending.h"

#include "base/install.h"
#include "store/files.h"
#include "store/store.h"

static const char note[] =
    "# Private key made by `thimble-cert request`. It comes into use when\n"
    "# `thimble-cert install` installs its certificate, and is kept for the\n"
    "# renewals of that.\n";

int
pending_put(const struct key *k, struct err *e)
{
	return files_put_key(STORE_PENDING, note, STORE_PREV, k, e);
}

int
pending_issued(const char *name, struct err *e)
{
	return install_move(name, STORE_ISSUED, STORE_PREV, e);
}
