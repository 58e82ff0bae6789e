/* SPDX-License-Identifier: MIT */
/* Accepting connections ourselves: see daemon.h. */
#include "serve/daemon.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/exit.h"
#include "base/io.h"
#include "base/log.h"
#include "base/sbuf.h"
#include "key/keycheck.h"
#include "key/keyring.h"
#include "net/client_files.h"
#include "os/fd.h"
#include "os/listen.h"
#include "os/pidfile.h"
#include "os/priv.h"
#include "os/sig.h"
#include "serve/accept.h"
#include "serve/failure.h"
#include "wrap/wrap_apply.h"

/*
 * Keeps silent clients, and those that may not connect, from costing a process.
 */
static void
spare(struct wrap_opts *o, const struct accept_from *from)
{
	unsigned i;

	o->judged = 1;
	/*
	 * With STARTTLS the server speaks first.  Without SYN cookies, silent
	 * clients would fill the kernel's queue; os/slots.h limits them here.
	 */
	o->deferred = o->starttls == NULL && listen_has_cookies();
	for (i = 0; o->deferred && i < from->n; i++)
		if (listen_defer(from->fd[i], o->handshake_s) < 0)
			o->deferred = 0;
}

/*
 * Sets *PATH from -P as in stunnel 3: a folder ending in '/', where the file is
 * named after program and service; a file; or "none" or "" for no file.
 */
static int
name_pid_file(const struct wrap_opts *o, const char *as, const char **path,
    struct err *e)
{
	static APART char text[PATH_MAX];
	const char *service = o->service;
	struct sbuf s;

	*path = NULL;
	if (o->pid_file == NULL || o->pid_file[0] == '\0' ||
	    strcmp(o->pid_file, "none") == 0)
		return 0;
	if (strchr(o->pid_file, '/') == NULL)
		return err_why(e, "option -P", o->pid_file,
		    "must be none or a path with a '/' in it");
	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, o->pid_file);
	if (text[s.len - 1] == '/') {
		if (service == NULL)
			service = o->prog_argv[0];
		sbuf_str(&s, as);
		sbuf_char(&s, '.');
		for (; *service != '\0'; service++)
			sbuf_char(&s, isalnum((unsigned char)*service) ?
			    *service : '.');
		sbuf_str(&s, ".pid");
	}
	if (s.cut)
		return err_why(e, "option -P", NULL, "the path is too long");
	*path = text;
	return 0;
}

static APART struct listen_at at[WRAP_LISTEN_MAX];

int
daemon_judge(const struct wrap_opts *o, struct err *e)
{
	struct priv ids, run_as;
	unsigned i;

	for (i = 0; i < WRAP_LISTEN_MAX && o->listen[i] != NULL; i++)
		if (listen_parse(o->listen[i], &at[i], e) < 0) {
			(void)err_at(e, "option -d");
			return EXIT_USAGE;
		}
	if (wrap_find_ids(o, &ids, &run_as, e) < 0 ||
	    wrap_try_sockopts(o, e) < 0)
		return EXIT_USAGE;
	return priv_able() && priv_judge_jail(o->jail, e) < 0 ? EXIT_FAILED :
	    EXIT_GOOD;
}

static int
listen_all(const struct wrap_opts *o, struct accept_from *from, struct err *e)
{
	unsigned i;
	int n;

	for (i = 0; i < WRAP_LISTEN_MAX && o->listen[i] != NULL; i++) {
		n = listen_open(&at[i], o->listen[i], from->fd + from->n, e);
		if (n < 0)
			return -1;
		for (; n > 0; n--)
			if (wrap_set_sockopts(o, from->fd[from->n++], 'a',
			    e) < 0)
				return -1;
	}
	return 0;
}

/*
 * Loads the PEM and the files of -A, -a and --crl once and looks for the
 * program, so that errors are found now, not at the first connection.  Does so
 * in a child, because this process must not have the key.  Returns an exit
 * status.
 */
static int
try_files(const struct wrap_opts *o)
{
	static APART struct keyring r;
	struct tls_policy policy;
	struct err e;
	int status = EXIT_FAILED;
	pid_t pid = fork();

	if (pid == 0) {
		err_clear(&e);
		priv_hide();
		wrap_policy_fill(&policy, &o->policy);
		if (keyring_open(&r, o, &e) == 0 && (r.folder != NULL ||
		    (keyring_load(&r, "", 0, &e) == 0 &&
		    keyring_prove(&r, &e) == 0)) && client_files_read(&policy,
		    &o->policy, CLIENT_PARSE, &e) == 0) {
			if (keycheck_program(o, &e) == 0)
				_exit(EXIT_GOOD);
			status = EXIT_NOEXEC;
		}
		failure_report(&e);
		_exit(status);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid &&
	    WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILED;
}

/*
 * Continues in a child with a session of its own; this process waits until the
 * child reports through *READY_FD, and exits.
 */
static int
to_background(int *ready_fd, struct err *e)
{
	int fd[2];
	pid_t pid;
	char c;

	if (pipe(fd) < 0)
		return err_set(e, "make a pipe", NULL, errno);
	pid = fork();
	if (pid < 0)
		return err_set(e, "fork", NULL, errno);
	if (pid > 0) {
		(void)close(fd[1]);
		_exit(read(fd[0], &c, 1) == 1 ? EXIT_GOOD : EXIT_FAILED);
	}
	(void)close(fd[0]);
	*ready_fd = fd[1];
	(void)setsid();
	log_forked();
	return 0;
}

static bool
is_relative(const char *path)
{
	return path != NULL && path[0] != '/' && strchr(path, '/') != NULL;
}

static bool
is_absolute(const char *path)
{
	return path == NULL || path[0] == '/';
}

/* Files named by relative paths must still be found. */
static bool
may_leave(const struct wrap_opts *o)
{
	unsigned i;

	for (i = 0; i < WRAP_PEMS_MAX && o->pem[i] != NULL; i++)
		if (o->pem[i][0] != '/')
			return false;
	return !is_relative(o->prog) && !is_relative(o->pid_file) &&
	    is_absolute(o->run) && is_absolute(o->jail) &&
	    is_absolute(o->policy.ca_file) && is_absolute(o->policy.ca_dir) &&
	    is_absolute(o->policy.crl_file) && is_absolute(o->log_file);
}

static void
log_listen(const struct wrap_opts *o)
{
	char text[256];
	struct sbuf s;
	unsigned i;

	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, "LISTEN");
	for (i = 0; i < WRAP_LISTEN_MAX && o->listen[i] != NULL; i++) {
		sbuf_str(&s, " on=");
		sbuf_str(&s, o->listen[i]);
	}
	log_line(LOG_LEVEL_NOTICE, text);
}

/* Detaches from the folder and the terminal where it was started. */
static int
settle(const struct wrap_opts *o, int ready_fd, struct err *e)
{
	if (may_leave(o) && chdir("/") < 0)
		return err_set(e, "change to", "/", errno);
	if (fd_to_null(2) < 0)
		return err_set(e, "open", "/dev/null", errno);
	(void)io_write(ready_fd, "", 1);
	(void)close(ready_fd);
	return 0;
}

int
daemon_run(struct wrap_opts *o, const char *as, struct err *e)
{
	struct accept_from from = {
		.drain_ms = (int64_t)o->drain_s * 1000
	};
	int ready_fd = -1, rc = daemon_judge(o, e);

	if (rc != EXIT_GOOD)
		return rc;
	if (name_pid_file(o, as, &from.pid_file, e) < 0)
		return EXIT_USAGE;
	if (fd_fill_stdio() < 0) {
		err_set(e, "open", "/dev/null", errno);
		return EXIT_FAILED;
	}
	if (listen_all(o, &from, e) < 0)
		return EXIT_FAILED;
	if (o->foreground && o->log_file == NULL && !fd_is_socket(2))
		log_to_fd(2);
	rc = try_files(o);
	if (rc != EXIT_GOOD)
		return rc;
	if (fd_to_null(0) < 0 || fd_to_null(1) < 0 ||
	    (fd_is_socket(2) && fd_to_null(2) < 0)) {
		err_set(e, "open", "/dev/null", errno);
		return EXIT_FAILED;
	}
	spare(o, &from);
	if (!o->foreground && to_background(&ready_fd, e) < 0)
		return EXIT_FAILED;
	sig_watch();
	if (from.pid_file != NULL && pidfile_write(from.pid_file, e) < 0)
		return EXIT_FAILED;
	if (!o->foreground && settle(o, ready_fd, e) < 0)
		return EXIT_FAILED;
	log_listen(o);
	if (o->service != NULL && strcmp(as, "stunnel") == 0)
		log_line(LOG_LEVEL_NOTICE, "option -N: hosts.allow and "
		    "hosts.deny are not read; use --allow and --deny");
	return accept_run(&from, o, e);
}

int
daemon_wait(struct wrap_opts *o, struct err *e)
{
	struct accept_from from = {
		.n = 1, .hands_back = true,
		.linger_ms = (int64_t)o->linger_s * 1000
	};
	struct priv ids, run_as;

	if (wrap_find_ids(o, &ids, &run_as, e) < 0)
		return EXIT_USAGE;
	from.fd[0] = fcntl(0, F_DUPFD_CLOEXEC, 3);
	if (from.fd[0] < 0 || fd_nonblock(from.fd[0]) < 0 ||
	    fd_to_null(0) < 0 || fd_to_null(2) < 0) {
		err_set(e, "take over the listening socket", NULL, errno);
		return EXIT_FAILED;
	}
	spare(o, &from);
	sig_watch();
	/* Its successor cannot listen while this one has the port. */
	sig_with_parent();
	return accept_run(&from, o, e);
}
