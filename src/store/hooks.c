/* SPDX-License-Identifier: MIT */
/* Hooks: see hooks.h. */
#include "store/hooks.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/exit.h"
#include "base/io.h"
#include "base/log.h"
#include "os/backend.h"
#include "os/chan.h"
#include "os/dir.h"
#include "os/fd.h"
#include "store/files.h"
#include "store/hook_judge.h"
#include "store/owed.h"
#include "store/store.h"
#include "store/text.h"
#include "tls/identity.h"

enum {
	PAUSE_MS = 20,		/* between two checks for its end */
	GRACE_MS = 1000,	/* from SIGTERM to SIGKILL */
	DRAIN = 64,		/* reads after its end: a pipe holds 64 KB */
	VAR_MAX = 16
};

struct env {
	char action[VAR_MAX + 16];
	char pem[VAR_MAX + CONF_DIR_MAX + 20];
	char fingerprint[VAR_MAX + TEXT_FINGERPRINT_MAX];
	char expires[VAR_MAX + 32];
	char *vars[6];
};

static char path_var[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";

/* Also to syslog: standard error is lost if cron or the boot runs us. */
static void
complain(const char *where, const char *why)
{
	char text[CONF_DIR_MAX + ERR_MAX];
	struct sbuf s;

	text_complain(where, why);
	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, "HOOK ");
	sbuf_shown(&s, where, strlen(where));
	sbuf_str(&s, ": ");
	sbuf_str(&s, why);
	log_line(LOG_LEVEL_WARNING, text);
}

static void
start_var(struct sbuf *s, char *buf, size_t cap, const char *name)
{
	sbuf_init(s, buf, cap);
	sbuf_str(s, name);
}

static int
fill_env(struct env *v, bool second, const char *action, struct err *e)
{
	struct identity *id = files_identity(files_server(second),
	    STORE_NONE, NULL, e);
	struct crt *leaf = id == NULL ? NULL : files_leaf(id, e);
	char dir[CONF_DIR_MAX];
	struct crt_facts f;
	struct sbuf s;

	identity_free(id);
	if (leaf == NULL)
		return -1;
	/* Without the links of `dir`: the folder that was judged. */
	if (getcwd(dir, sizeof dir) == NULL) {
		crt_free(leaf);
		return err_set(e, "find the path of", "the folder", errno);
	}
	crt_facts(leaf, &f);
	start_var(&s, v->action, sizeof v->action, "ACTION=");
	sbuf_str(&s, action);
	start_var(&s, v->pem, sizeof v->pem, "PEM=");
	sbuf_str(&s, dir);
	sbuf_char(&s, '/');
	sbuf_str(&s, files_server(second));
	start_var(&s, v->fingerprint, sizeof v->fingerprint, "FINGERPRINT=");
	text_fingerprint(&s, f.sha256, sizeof f.sha256);
	start_var(&s, v->expires, sizeof v->expires, "EXPIRES=");
	date_show(&s, f.not_after);
	crt_free(leaf);
	v->vars[0] = path_var;
	v->vars[1] = v->action;
	v->vars[2] = v->pem;
	v->vars[3] = v->fingerprint;
	v->vars[4] = v->expires;
	v->vars[5] = NULL;
	return 0;
}

/*
 * Whether to run hook NAME; WHERE is its name in messages.  -1: it cannot be
 * examined now.
 */
static int
is_wanted(int folder, const char *name, const char *where)
{
	const char *why = NULL;

	switch (hook_judge(folder, name, &why)) {
	case HOOKS_GOOD:
		return 1;
	case HOOKS_BAD:
		complain(where, why);
		return 0;
	case HOOKS_SKIPPED:
		return 0;
	case HOOKS_UNKNOWN:
		break;
	}
	return errno == ENOENT ? 0 : -1;
}

/*
 * Copies output of the hook to standard error.  It has its own pipe because a
 * service that it restarts may keep the descriptor open, and a reader of ours
 * would wait for its end.  Waits up to MS; false: nothing came.
 */
static bool
pass_on(int *fd, int ms)
{
	struct pollfd p = { .fd = *fd, .events = POLLIN };
	char room[1024];
	ssize_t n;

	if (poll(&p, 1, ms) <= 0)
		return false;
	n = read(*fd, room, sizeof room);
	if (n <= 0)
		*fd = -1;	/* poll(2) skips it */
	else
		(void)io_write(STDERR_FILENO, room, (size_t)n);
	return n > 0;
}

/* Waits for PID; -1: it runs for too long. */
static int
attend(pid_t pid, int fd, int *status)
{
	const int64_t until = clock_ms() + HOOKS_MAX_S * 1000;
	unsigned i;

	while (waitpid(pid, status, WNOHANG) == 0) {
		if (clock_ms() >= until)
			return -1;
		(void)pass_on(&fd, PAUSE_MS);
	}
	for (i = 0; i < DRAIN && pass_on(&fd, 0); i++)
		;
	return 0;
}

/* It leads its own session and the process group of its children. */
static void
stop(pid_t pid)
{
	int status;
	bool ended;

	(void)kill(-pid, SIGTERM);
	ended = backend_wait(pid, clock_ms() + GRACE_MS, &status) == 0;
	/* Also the children that ignored SIGTERM. */
	(void)kill(-pid, SIGKILL);
	if (!ended)
		(void)backend_wait(pid, clock_ms() + GRACE_MS, &status);
}

static void
say_end(const char *where, int status)
{
	char text[64];
	struct sbuf s;

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return;
	sbuf_init(&s, text, sizeof text);
	if (WIFEXITED(status)) {
		sbuf_str(&s, "failed with exit status ");
		sbuf_dec(&s, (uint64_t)WEXITSTATUS(status));
	} else {
		sbuf_str(&s, "killed by signal ");
		sbuf_dec(&s, (uint64_t)WTERMSIG(status));
	}
	complain(where, text);
}

/*
 * In the child; returns, an exit status, only on failure.  PATH begins with
 * "./": what runs lies in the folder that was judged, whatever has got the
 * folder's name since.
 */
static int
become(int folder, const char *path, const struct env *v, int out)
{
	char *argv[2] = { (char *)(size_t)path, NULL };
	const int fd[3] = { open("/dev/null", O_RDONLY | O_CLOEXEC), out,
		out };

	if (fchdir(folder) == 0)
		backend_exec_on(path, argv, v->vars, fd);
	return EXIT_NOEXEC;
}

/* -1: it could not be started. */
static int
run(int folder, const char *path, const char *where, const struct env *v)
{
	int fd[2], status = 0;
	pid_t pid = -1;

	if (chan_pipe(fd) < 0) {
		complain(where, "cannot make a pipe for it");
		return -1;
	}
	pid = fork();
	if (pid == 0)
		_exit(become(folder, path, v, fd[1]));
	(void)close(fd[1]);
	if (pid < 0) {
		complain(where, "cannot start a process for it");
	} else if (attend(pid, fd[0], &status) == 0) {
		say_end(where, status);
	} else {
		complain(where, "ran longer than 30 seconds; killed");
		stop(pid);
	}
	(void)close(fd[0]);
	return pid < 0 ? -1 : 0;
}

/* A hook's name as messages have it. */
static void
show_name(char *where, size_t cap, const char *name)
{
	struct sbuf s;

	sbuf_init(&s, where, cap);
	sbuf_str(&s, STORE_HOOKS "/");
	sbuf_str(&s, name);
}

/* -1: one of them could not be started. */
static int
run_all(int folder, const struct env *v)
{
	char path[DIR_NAME_MAX + 2] = "./";
	char where[sizeof STORE_HOOKS + DIR_NAME_MAX];
	char *name = path + 2;
	int wanted, next, rc = 0;

	while ((next = dir_next(folder, name, name)) > 0) {
		show_name(where, sizeof where, name);
		wanted = is_wanted(folder, name, where);
		if (wanted < 0 ||
		    (wanted > 0 && run(folder, path, where, v) < 0))
			rc = -1;
	}
	return next < 0 ? -1 : rc;
}

static int
open_folder(void)
{
	return open(STORE_HOOKS, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
}

void
hooks_judge(void (*say)(void *arg, enum hooks_kind kind, const char *where,
    const char *why), void *arg)
{
	char where[sizeof STORE_HOOKS + DIR_NAME_MAX];
	char name[DIR_NAME_MAX] = "";
	int folder = open_folder();
	enum hooks_kind kind;
	const char *why;
	struct stat st;

	if (folder < 0 && errno == ENOENT)
		return;
	why = folder < 0 || fstat(folder, &st) < 0 ? strerror(errno) :
	    hook_distrust(&st);
	if (why != NULL)
		say(arg, HOOKS_BAD, STORE_HOOKS, why);
	while (why == NULL && dir_next(folder, name, name) > 0) {
		kind = hook_judge(folder, name, &why);
		show_name(where, sizeof where, name);
		if (kind == HOOKS_BAD || kind == HOOKS_SKIPPED)
			say(arg, kind, where, why);
		why = NULL;
	}
	if (folder >= 0)
		(void)close(folder);
}

void
hooks_run(const struct conf *c, bool second, const char *action)
{
	const struct sigaction standard = { .sa_handler = SIG_DFL };
	static APART struct env v;
	const char *why;
	struct stat st;
	struct err e;
	int folder;

	folder = open_folder();
	if (folder < 0 && errno == ENOENT) {
		owed_clear();
		return;
	}
	log_open("thimble-cert", LOG_FACILITY_DAEMON, LOG_LEVEL_WARNING);
	err_clear(&e);
	if (folder < 0 || fstat(folder, &st) < 0) {
		err_set(&e, "open", STORE_HOOKS, errno);
		complain(c->dir, e.text);
		goto out;
	}
	why = hook_distrust(&st);
	if (why != NULL) {
		complain(STORE_HOOKS, why);
		owed_clear();
		goto out;
	}
	if (fill_env(&v, second, action, &e) < 0) {
		complain(STORE_HOOKS, e.text);
		goto out;
	}
	/* If a parent left it ignored, waitpid(2) would not work. */
	(void)sigaction(SIGCHLD, &standard, NULL);
	if (run_all(folder, &v) == 0)
		owed_clear();
out:
	if (folder >= 0)
		(void)close(folder);
}
