/* SPDX-License-Identifier: MIT */
/* Judging hooks: see hook_judge.h. */
#include "store/hook_judge.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

const char *
hook_distrust(const struct stat *st)
{
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return "belongs to another user; not run";
	if ((st->st_mode & 022) != 0)
		return "writable by others; not run";
	return NULL;
}

/* As run-parts(8) has it, and with one ending more. */
static bool
is_hook_name(const char *name)
{
	size_t len = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return len > 0 && strcmp(name, "README") != 0 &&
	    (name[len] == '\0' || strcmp(name + len, ".sh") == 0);
}

enum hooks_kind
hook_judge(int folder, const char *name, const char **why)
{
	struct stat st;

	if (!is_hook_name(name)) {
		*why = "not run: a name may have only letters, digits, _ and "
		    "-, and may end in .sh";
		return HOOKS_SKIPPED;
	}
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return HOOKS_UNKNOWN;
	if (S_ISREG(st.st_mode) && (st.st_mode & 0111) == 0) {
		*why = "not run: not executable";
		return HOOKS_SKIPPED;
	}
	*why = S_ISREG(st.st_mode) ? hook_distrust(&st) :
	    "not a regular file; not run";
	return *why == NULL ? HOOKS_GOOD : HOOKS_BAD;
}
