/* SPDX-License-Identifier: MIT */
/* Programs that answer dns-01: see dns.h. */
#include "acme/dns.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/install.h"
#include "os/dir.h"
#include "store/hook_judge.h"
#include "store/spawn.h"
#include "store/text.h"

enum { ARGS = 6 };

/* Whether program PATH, "./NAME", accepts it. */
static bool
accepts(int folder, const char *path, char *const argv[])
{
	char *own[ARGS + 1];
	int status = 0, pid;

	memcpy(own, argv, ARGS * sizeof own[0]);
	own[0] = (char *)(size_t)path;
	own[ARGS] = NULL;
	pid = spawn(folder, path, own, spawn_env, -1, STDERR_FILENO);
	if (pid < 0) {
		text_complain(path + 2, "cannot start a process for it");
		return false;
	}
	if (spawn_wait(pid, clock_ms() + DNS_MAX_S * 1000, &status) < 0) {
		text_complain(path + 2, "ran longer than 300 seconds; killed");
		return false;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Reports what would run if others could not change it. */
static bool
is_good(int folder, const char *name)
{
	const char *why = NULL;
	enum hooks_kind kind = hook_judge(folder, name, &why);

	if (kind == HOOKS_BAD)
		text_complain(name, why);
	return kind == HOOKS_GOOD;
}

int
dns_answer_all(const char *dir, char *const argv[], struct err *e)
{
	char path[DIR_NAME_MAX + 2] = "./";
	char *name = path + 2;
	bool accepted = false, all = strcmp(argv[1], "begin") != 0;
	int folder;

	if (install_enter(dir, false, e) < 0 ||
	    install_enter(DNS_FOLDER, false, e) < 0)
		return -1;
	folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (folder >= 0 && (all || !accepted) &&
	    dir_next(folder, name, name) > 0)
		if (is_good(folder, name) && accepts(folder, path, argv))
			accepted = true;
	if (folder >= 0)
		(void)close(folder);
	return accepted ? 0 : err_why(e, DNS_FOLDER, NULL, "no program in it "
	    "has set the record");
}
