/* SPDX-License-Identifier: MIT */
/* The ACME client: see client.h. */
#include "acme/client.h"

#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "acme/hook.h"
#include "base/apart.h"
#include "base/clock.h"
#include "base/exit.h"
#include "base/io.h"
#include "base/num.h"
#include "os/chan.h"
#include "store/spawn.h"

enum { ARGS_MAX = 24, PATH_CAP = 512, SELF_S = 120 };

#define HOOK_NAME "acme-hook"

struct args {
	char *argv[ARGS_MAX];
	unsigned n;
};

static void
add(struct args *a, const char *word)
{
	if (a->n < ARGS_MAX - 1)
		a->argv[a->n++] = (char *)(size_t)word;
	a->argv[a->n] = NULL;
}

static void
add_option(struct args *a, const char *option, const char *value)
{
	add(a, option);
	add(a, value);
}

/* Keeps what fits; -1: the end. */
static int
take(struct client *c, int fd, int64_t until)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t left = until - clock_ms();
	char room[1024];
	size_t n;
	ssize_t got;

	if (left <= 0 || poll(&p, 1, (int)left) <= 0)
		return -1;
	got = read(fd, room, sizeof room);
	if (got <= 0)
		return -1;
	n = sizeof c->said - 1 - c->said_len;
	if ((size_t)got < n)
		n = (size_t)got;
	memcpy(c->said + c->said_len, room, n);
	c->said_len += n;
	c->said[c->said_len] = '\0';
	return 0;
}

/* Its exit status, or CLIENT_MISSING. */
static int
run(struct client *c, const char *prog, const struct args *a,
    char *const envp[], int in, unsigned seconds)
{
	const int64_t until = clock_ms() + (int64_t)seconds * 1000;
	int fd[2], pid, status = 0;

	c->said_len = 0;
	c->said[0] = '\0';
	if (chan_pipe(fd) < 0)
		return CLIENT_FAILED;
	pid = spawn(-1, prog, a->argv, envp, in, fd[1]);
	(void)close(fd[1]);
	while (pid > 0 && take(c, fd[0], until) == 0)
		;
	(void)close(fd[0]);
	if (pid < 0 || spawn_wait(pid, until, &status) < 0 ||
	    !WIFEXITED(status))
		return CLIENT_FAILED;
	return WEXITSTATUS(status);
}

/* The client with these arguments behind the common ones. */
static enum client_end
run_client(struct client *c, const struct args *more)
{
	static APART char conf[PATH_CAP], ca[PATH_CAP];
	char *envp[4] = { spawn_env[0], NULL, NULL, NULL };
	struct args a = { .n = 0 };
	unsigned i, n = 1;
	struct sbuf s;
	int rc;

	if (access(c->conf->client, X_OK) < 0)
		return CLIENT_MISSING;
	if (c->config != NULL) {
		sbuf_init(&s, conf, sizeof conf);
		sbuf_str(&s, HOOK_CONF "=");
		sbuf_str(&s, c->config);
		envp[n++] = conf;
	}
	if (c->conf->ca[0] != '\0') {
		sbuf_init(&s, ca, sizeof ca);
		sbuf_str(&s, "UACME_CAINFO=");
		sbuf_str(&s, c->conf->ca);
		envp[n++] = ca;
	}
	add(&a, "uacme");
	add_option(&a, "-a", c->directory);
	add_option(&a, "-c", c->folder);
	/* The account's key: RSA would take a small CPU a minute. */
	add_option(&a, "-t", "EC");
	for (i = 0; i < more->n; i++)
		add(&a, more->argv[i]);
	/* The file of the lock is empty: nothing to read. */
	rc = run(c, c->conf->client, &a, envp, c->lock, CLIENT_MAX_S);
	return rc == 0 ? CLIENT_DONE : rc == 1 ? CLIENT_CURRENT :
	    CLIENT_FAILED;
}

enum client_end
client_open(struct client *c)
{
	static const char says[] = "version ";
	struct args a = { .n = 0 };
	const char *p;

	if (access(c->conf->client, X_OK) < 0)
		return CLIENT_MISSING;
	add(&a, "uacme");
	add(&a, "-V");
	(void)run(c, c->conf->client, &a, spawn_env, -1, SELF_S);
	p = strstr(c->said, says);
	/* 1.7.4, but 1.8, 1.10 and 2. */
	c->modern = p != NULL && (p[8] != '1' || p[9] != '.' ||
	    p[10] >= '8' || (p[11] >= '0' && p[11] <= '9'));
	return CLIENT_DONE;
}

enum client_end
client_account(struct client *c)
{
	struct args a = { .n = 0 };
	enum client_end end;

	if (c->conf->eab[0] != '\0')
		add_option(&a, "-e", c->conf->eab);
	add(&a, "-y");
	add(&a, "new");
	if (c->conf->email[0] != '\0')
		add(&a, c->conf->email);
	end = run_client(c, &a);
	if (end == CLIENT_FAILED &&
	    strstr(c->said, "Account already exists") != NULL)
		end = CLIENT_DONE;
	return end;
}

/* Puts acme-hook, a name of this program, into the current folder. */
static int
make_hook(char *path, size_t cap, const char *folder)
{
	char self[PATH_CAP];
	struct sbuf s;
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (n <= 0)
		return -1;
	self[n] = '\0';
	sbuf_init(&s, path, cap);
	sbuf_str(&s, folder);
	sbuf_str(&s, "/" HOOK_NAME);
	(void)unlink(path);
	return s.cut || symlink(self, path) < 0 ? -1 : 0;
}

const char *
client_issuer(const char *directory)
{
	static const char lets[] = ".letsencrypt.org";
	const char *p = strstr(directory, lets);

	if (p == NULL)
		return NULL;
	p += sizeof lets - 1;
	return *p == '/' || *p == ':' ? lets + 1 : NULL;
}

/* Whether an address is among the names. */
static bool
has_address(const struct names *names)
{
	unsigned i;

	for (i = 0; i < names->n; i++)
		if (names->item[i].ip_len != 0)
			return true;
	return false;
}

enum client_end
client_issue(struct client *c, const char *csr)
{
	static APART char hook[PATH_CAP];
	struct args a = { .n = 0 };

	if (make_hook(hook, sizeof hook, c->folder) < 0)
		return CLIENT_FAILED;
	add_option(&a, "-h", hook);
	add(&a, "-f");
	if (c->conf->profile[0] != '\0')
		add_option(&a, "-p", c->conf->profile);
	else if (c->modern && has_address(&c->conf->names) &&
	    client_issuer(c->directory) != NULL)
		add_option(&a, "-p", "shortlived");
	add(&a, "issue");
	add(&a, csr);
	return run_client(c, &a);
}

bool
client_asked_for(struct client *c, const char *csr)
{
	struct args a = { .n = 0 };

	if (!c->modern)
		return false;
	/* Only the CA's word counts: the days are judged here. */
	add_option(&a, "-d", "1");
	add(&a, "-o");
	add(&a, "check");
	add(&a, csr);
	return run_client(c, &a) == CLIENT_DONE;
}

int
client_thimble(struct client *c, const char *command, const char *file)
{
	struct args a = { .n = 0 };

	add(&a, "thimble-cert");
	add(&a, command);
	if (c->config != NULL)
		add_option(&a, "--config", c->config);
	if (file != NULL)
		add(&a, file);
	return run(c, "/proc/self/exe", &a, spawn_env, -1, SELF_S);
}
