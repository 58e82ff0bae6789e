/* SPDX-License-Identifier: MIT */
/* Which files of a folder of hooks may run: see hooks.h. */
#ifndef STORE_HOOK_JUDGE_H
#define STORE_HOOK_JUDGE_H

#include <sys/stat.h>

#include "store/hooks.h"

/* Why others than root and us could have changed it; NULL: they could not. */
const char *hook_distrust(const struct stat *st);

/*
 * Judges file NAME of FOLDER.  *WHY says why it is not one of HOOKS_GOOD; errno
 * for HOOKS_UNKNOWN.
 */
enum hooks_kind hook_judge(int folder, const char *name, const char **why);

#endif
