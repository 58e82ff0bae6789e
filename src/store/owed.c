/* SPDX-License-Identifier: MIT */
/* Hooks still to be run: see owed.h. */
#include "store/owed.h"

#include <string.h>
#include <unistd.h>

#include "base/install.h"
#include "store/hooks.h"
#include "store/store.h"

/* A symbolic link whose target is the action: made whole or not at all. */
#define MARK ".hooks"

static const char *const actions[] = {
	"made", "renewed", "installed", "reverted"
};

const char *
owed_action(void)
{
	char word[16];
	ssize_t n = readlink(MARK, word, sizeof word - 1);
	unsigned i;

	if (n < 0)
		return NULL;
	word[n] = '\0';
	for (i = 0; i < sizeof actions / sizeof actions[0]; i++)
		if (strcmp(word, actions[i]) == 0)
			return actions[i];
	return NULL;
}

void
owed_note(const char *action)
{
	struct err ignored;

	if (access(STORE_HOOKS, F_OK) < 0 || owed_action() != NULL)
		return;
	(void)unlink(MARK);
	err_clear(&ignored);
	if (symlink(action, MARK) == 0)
		(void)install_flush(&ignored);
}

void
owed_clear(void)
{
	(void)unlink(MARK);
}
