/* SPDX-License-Identifier: MIT */
/* Options that need the system: users and socket options. */
#ifndef WRAP_WRAP_APPLY_H
#define WRAP_WRAP_APPLY_H

#include "os/priv.h"
#include "wrap/wrap_opts.h"

/*
 * Looks up the users of N (*IDS) and of the program (*RUN_AS).  Reads
 * /etc/passwd and /etc/group, so call it before chroot(2).  -1: E has the
 * reason.
 */
int wrap_find_ids(const struct wrap_opts *o, struct priv *ids,
    struct priv *run_as, struct err *e);

/* sockopt_apply() with the options of -O; -1: E names the one that failed. */
int wrap_set_sockopts(const struct wrap_opts *o, int fd, char which,
    struct err *e);

/* Whether the kernel takes them, before there is a client. */
int wrap_try_sockopts(const struct wrap_opts *o, struct err *e);

#endif
