/* SPDX-License-Identifier: MIT */
/*
 * The key process and messages: a byte of length, times two, and the bytes.
 *
 * The socket, the PEM file and the exec are functions here, so that one input
 * is one call; each is heard four times: where clients are asked for
 * certificates, the same with a folder of which the server name chooses a
 * file, where there are tickets, and where CAs are answered.  What must hold:
 * at most one signature, one ticket sealed and four opened; no file but one in
 * the folder; a backend only after a whole GO, with the keys gone and an
 * environment that no message can bend, and never after a challenge.
 */
#include "lib/fuzz.h"
#include "lib/issue.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/exit.h"
#include "base/file.h"
#include "key/handover.h"
#include "key/keyproc.h"
#include "key/ticket_file.h"
#include "os/backend.h"
#include "os/chan.h"
#include "os/dir.h"
#include "os/priv.h"
#include "tls/arena.h"
#include "wrap/control.h"

static struct {
	const uint8_t *data;
	size_t len, at;
	bool folder;			/* the name is asked for first */
	bool tickets;
	bool acme;			/* CAs are answered */
	unsigned challenges;		/* chains for them, or none */
	const struct ticket_key *keys;	/* K's, once it has read them */
	unsigned seals, opens;
	unsigned received, asked, chains, answers, signatures, started;
	unsigned clients, became;
	const uint8_t *last;		/* message */
	size_t last_len;
} n;

static char pem[4096];

#define ACME "/run/acme/"

/* A name of a PEM file and nothing that leads elsewhere. */
static void
check_path(const char *path)
{
	if (strncmp(path, ACME, sizeof ACME - 1) == 0) {
		MUST(n.acme && n.last[0] == CONTROL_ACME);
		path += sizeof ACME - 1;
		MUST(path[0] != '.' && strchr(path, '/') == NULL);
		return;
	}
	if (!n.folder)
		return;
	MUST(strncmp(path, "//", 2) == 0);
	MUST(path[2] != '.' && strchr(path + 2, '/') == NULL);
	MUST(strlen(path) < 2 + 256);
	MUST(strcmp(path + strlen(path) - 4, ".pem") == 0);
}

/* Half of the names there are. */
int
lstat(const char *path, struct stat *st)
{
	(void)st;
	check_path(path);
	return (path[2] & 1) - 1;
}

int
file_read(const char *path, int follow, char *buf, size_t cap, size_t *len,
    struct stat *st, struct err *e)
{
	(void)follow;
	(void)e;
	MUST(cap > sizeof pem);
	check_path(path);
	memset(st, 0, sizeof *st);
	st->st_mode = S_IRUSR | S_IWUSR;
	memcpy(buf, pem, sizeof pem);
	*len = strlen(pem);
	return 0;
}

/* Both folders of the challenges can be trusted. */
int
dir_own(const char *path, struct err *e)
{
	(void)e;
	MUST(n.acme && strncmp(ACME, path, strlen(path)) == 0);
	return dup(STDOUT_FILENO);
}

int
ticket_file_read(const char *folder, int64_t now_ms,
    struct ticket_key keys[TICKET_FILE_KEYS], struct err *e)
{
	MUST(n.tickets && strcmp(folder, "/run") == 0 && now_ms > 0);
	MUST(e->text[0] == '\0');
	memset(keys, 0, TICKET_FILE_KEYS * sizeof keys[0]);
	memset(keys, 1, sizeof keys[0]);
	n.keys = keys;
	return 0;
}

/* What K answers to a wish for a ticket. */
static void
check_ticket(const uint8_t *p, size_t len)
{
	MUST(n.tickets && n.last_len >= 2);
	if (n.last[0] == CONTROL_SEAL) {
		MUST(++n.seals == 1 && p[0] == CONTROL_SEALED);
		MUST(len == n.last_len + TICKET_AROUND);
		MUST(len <= CONTROL_OPEN_MAX);
	} else {
		/* Nobody can guess one. */
		MUST(++n.opens <= TLS_TICKETS_TRIED && p[0] == CONTROL_NONE);
		MUST(n.last_len <= CONTROL_OPEN_MAX && len == 1);
	}
}

static bool
asks_for_ticket(void)
{
	return n.received > 0 && n.last_len > 0 &&
	    (n.last[0] == CONTROL_OPEN || n.last[0] == CONTROL_SEAL);
}

int
chan_send(int fd, const void *msg, size_t len)
{
	const uint8_t *p = msg;

	(void)fd;
	MUST(len >= 1);
	if (p[0] == CONTROL_TICKETS) {
		MUST(n.tickets && len == 1 && n.received == 0);
		MUST(n.asked == 0 && n.chains == 0);
		return 0;
	}
	if (asks_for_ticket()) {
		check_ticket(p, len);
		return 0;
	}
	if (n.folder && n.asked == 0) {
		MUST(p[0] == CONTROL_ASK && len == 1 && n.received == 0);
		n.asked++;
		return 0;
	}
	if (n.chains == 0) {
		MUST(p[0] == CONTROL_CHAIN ? len > 4 :
		    p[0] == CONTROL_NONE && n.folder && len == 1);
		MUST(n.received == n.asked + n.seals + n.opens);
		MUST(n.asked == 0 || n.last[0] == CONTROL_NAME);
		n.chains++;
		return 0;
	}
	/* Before a signature, and nothing but a signature after it. */
	if (n.received > 0 && n.last_len > 0 && n.last[0] == CONTROL_ACME) {
		MUST(n.acme && n.answers == 0 && ++n.challenges == 1);
		MUST(p[0] == CONTROL_CHAIN ? len > 4 :
		    p[0] == CONTROL_NONE && len == 1);
		return 0;
	}
	/* One answer to one wish, and a wish is all that is answered. */
	MUST(n.last_len >= 3 && n.last[0] == CONTROL_SIGN);
	n.answers++;
	if (p[0] == CONTROL_SIGNED) {
		MUST(len > 8 && len <= CONTROL_SIGNED_MAX);
		MUST(n.last[1] == SIGN_ECDSA);
		n.signatures++;
	} else {
		MUST(p[0] == CONTROL_NONE && len == 1);
	}
	return 0;
}

/* A session that N said is not kept in K's message MSG. */
static void
check_wiped(const uint8_t *msg)
{
	size_t i;

	if (!asks_for_ticket())
		return;
	for (i = 0; i < n.last_len; i++)
		MUST(msg[i] == 0);
}

long
chan_recv(int fd, void *msg, size_t cap, int64_t until_ms)
{
	size_t len;

	(void)fd;
	(void)until_ms;
	check_wiped(msg);
	if (n.at == n.len)
		return 0;
	len = (size_t)n.data[n.at++] * 2;
	if (len > n.len - n.at)
		len = n.len - n.at;
	n.last = n.data + n.at;
	n.last_len = len;
	n.at += len;
	n.received++;
	n.clients += len > 0 && n.last[0] == CONTROL_CLIENT;
	if (len > cap) {
		errno = EMSGSIZE;
		return -1;
	}
	memcpy(msg, n.last, len);
	return (long)len;
}

/* NAME=VALUE in printable ASCII, one each, and the server name last. */
static void
check_env(char *const envp[])
{
	static const char sni[] = "SSL_TLS_SNI_SERVERNAME=";
	bool peer = false;
	unsigned names = 0;
	const char *p;
	size_t i;

	for (i = 0; envp[i] != NULL; i++) {
		MUST(i < BACKEND_ENV_MAX);
		MUST(strchr(envp[i], '=') > envp[i]);
		for (p = envp[i]; *p != '\0'; p++)
			MUST(*p >= ' ' && *p <= '~');
		if (strcmp(envp[i], "REMOTE_HOST=192.0.2.7") == 0)
			peer = true;
		if (strncmp(envp[i], "SSL_CLIENT_", 11) == 0)
			names++;
		if (strncmp(envp[i], sni, sizeof sni - 1) != 0)
			continue;
		MUST(envp[i + 1] == NULL);
		p = envp[i] + sizeof sni - 1;
		MUST(strlen(p) == n.last_len - 4);
		MUST(memcmp(p, n.last + 4, n.last_len - 4) == 0);
		MUST(strpbrk(p, " =$;/\"'`\\&|<>*?") == NULL);
	}
	MUST(peer);
	MUST(names == 0 || (names == 2 && n.clients == 1));
}

/* What starts a backend, of whatever kind. */
static void
start(char *const envp[])
{
	MUST(n.last_len >= 4 && n.last[0] == CONTROL_GO);
	MUST(n.challenges == 0);
	MUST(n.became == 1);
	MUST(n.received <= 3 + n.asked + n.seals + n.opens);
	MUST(n.chains == 1 && n.clients <= 1);
	MUST(n.answers == n.received - n.asked - 1 - n.clients - n.seals -
	    n.opens);
	/* The keys are wiped and their memory free. */
	MUST(arena_used() == 0);
	MUST(!n.tickets || n.keys[0].key[0] == 0);
	check_env(envp);
	n.started++;
}

void
backend_exec(const char *prog, char *const argv[], char *const envp[],
    int data_fd, int stderr_fd)
{
	MUST(strcmp(prog, "/bin/prog") == 0 && argv == NULL);
	MUST(data_fd == 4 && stderr_fd == 5);
	start(envp);
	errno = ENOENT;
}

int
handover_remote(const struct connection *c, const struct environment *env)
{
	MUST(c->opts->remote != NULL);
	start(env->vars);
	return EXIT_NOEXEC;
}

int
handover_tty(const struct connection *c, const struct environment *env)
{
	MUST(c->opts->on_tty);
	start(env->vars);
	return EXIT_NOEXEC;
}

/* Once, and before anything is started. */
int
priv_become(const struct priv *p, struct err *e)
{
	(void)e;
	MUST(p->uid == 77 && n.became == 0 && n.started == 0);
	n.became++;
	return 0;
}

/* The leak check at the end traces this process. */
void
priv_hide(void)
{
}

static void
make_pem(void)
{
	static struct issued cert;
	mbedtls_pk_context key;

	MUST(issue_ec_key(&key, MBEDTLS_ECP_DP_SECP256R1) == 0);
	MUST(issue(&cert, &key, "CN=a", &key, "CN=a") == 0);
	MUST(issue_pem_key(pem, sizeof pem, &key) == 0);
	MUST(issue_pem(pem, sizeof pem, &cert) == 0);
	mbedtls_pk_free(&key);
}

enum how { CERTIFICATES, FOLDER, TICKETS, CAS, HOWS };

static void
hear(const uint8_t *data, size_t len, enum how how)
{
	static const struct addr peer = { "192.0.2.7", "40000", 0, { 0 } };
	static const struct addr local = { "192.0.2.1", "993", 0, { 0 } };
	/*
	 * -l, -L and -r, by the length; all the same to who plays N.
	 */
	static const struct wrap_opts opts[HOWS][3] = { {
		{ .prog = "/bin/prog", .pem = { "pem" },
		    .policy = { .verify = 2 } },
		{ .prog = "/bin/prog", .pem = { "pem" }, .on_tty = 1,
		    .policy = { .verify = 2 } },
		{ .remote = "143", .pem = { "pem" },
		    .policy = { .verify = 2 } }
	}, {
		{ .prog = "/bin/prog", .pem = { "/" },
		    .policy = { .verify = 2 } },
		{ .prog = "/bin/prog", .pem = { "/" }, .on_tty = 1,
		    .policy = { .verify = 2 } },
		{ .remote = "143", .pem = { "/" },
		    .policy = { .verify = 2 } }
	}, {
		{ .prog = "/bin/prog", .pem = { "pem" }, .run = "/run",
		    .policy = { .verify = VERIFY_UNSET } },
		{ .prog = "/bin/prog", .pem = { "/" }, .run = "/run",
		    .policy = { .verify = VERIFY_UNSET } },
		{ .remote = "143", .pem = { "pem" }, .run = "/run",
		    .policy = { .verify = VERIFY_UNSET } }
	}, {
		{ .prog = "/bin/prog", .pem = { "pem" }, .run = "/run",
		    .policy = { .verify = 2 } },
		{ .prog = "/bin/prog", .pem = { "pem" }, .run = "/run",
		    .policy = { .verify = 2 } },
		{ .remote = "143", .pem = { "pem" }, .run = "/run",
		    .policy = { .verify = 2 } }
	} };
	const struct service service = { .name = "imap", .acme = how == CAS };
	static const struct priv run_as = { 77, 77 };
	const struct connection c = { .opts = &opts[how][len % 3],
		.service = &service, .run_as = &run_as, .peer = &peer,
		.local = &local, .control_fd = 3, .data_fd = 4,
		.stderr_fd = 5 };
	int rc;

	memset(&n, 0, sizeof n);
	n.folder = c.opts->pem[0][0] == '/';
	n.tickets = how == TICKETS;
	n.acme = how == CAS;
	n.data = data;
	n.len = len;
	rc = keyproc_run(&c);
	MUST(rc == (n.started > 0 ? EXIT_NOEXEC : EXIT_GOOD) ||
	    (rc == EXIT_FAILED && n.folder && n.answers == 0));
	MUST(n.started <= 1 && n.signatures <= 1 && n.answers <= 1);
	MUST(arena_used() == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (pem[0] == '\0')
		make_pem();
	hear(data, len, CERTIFICATES);
	hear(data, len, FOLDER);
	hear(data, len, TICKETS);
	hear(data, len, CAS);
	return 0;
}
