/* SPDX-License-Identifier: MIT */
/*
 * N as K's tests play it: K is the real one, in a process of its own, with a
 * real PEM file; everything that N could say to it is said by hand.
 *
 * Wants _GNU_SOURCE.
 */
#ifndef THIMBLE_TESTS_LIB_N_H
#define THIMBLE_TESTS_LIB_N_H

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/exit.h"
#include "base/log.h"
#include "key/keyproc.h"
#include "lib/child.h"
#include "lib/issue.h"
#include "lib/unit.h"
#include "os/chan.h"
#include "wrap/control.h"

/* Nobody waits for K that long: an end in time is its own doing. */
enum { SOON_MS = 8000, LIFE_MS = 4 * SOON_MS };

static char dir[500], pem_path[600], log_path[600];
static mbedtls_pk_context leaf, ca;
static struct issued leaf_cert, ca_cert;
static char env_name[] = "env";
static char *backend_argv[] = { env_name, NULL };
static struct wrap_opts opts = {
	.prog = "env", .prog_argv = backend_argv, .pem = { pem_path },
	.policy = { .verify = VERIFY_UNSET }, .run = "/nowhere/at/all"
};

static struct service service = { .name = "imap" };

/* K, started, and N's ends of the sockets to it. */
static struct {
	int control, data, error;
	pid_t pid;
} k;

/* Starts K; it has LIMIT_MS until GO. */
static inline void
start(int limit_ms)
{
	static const struct addr peer = { "192.0.2.7", "40000", 0, { 0 } };
	static const struct addr local = { "192.0.2.1", "993", 0, { 0 } };
	struct connection key = { .opts = &opts, .service = &service,
		.peer = &peer, .local = &local };
	int c[2], d[2], e[2];

	CHECK_INT(chan_pair(c), 0);
	CHECK_INT(chan_stream_pair(d), 0);
	CHECK_INT(chan_pipe(e), 0);
	(void)fflush(stdout);
	k.pid = fork();
	if (k.pid == 0) {
		(void)close(c[0]);
		(void)close(d[0]);
		(void)close(e[0]);
		key.control_fd = c[1];
		key.data_fd = d[1];
		key.stderr_fd = e[1];
		key.until_ms = clock_ms() + limit_ms;
		_exit(keyproc_run(&key));
	}
	(void)close(c[1]);
	(void)close(d[1]);
	(void)close(e[1]);
	k.control = c[0];
	k.data = d[0];
	k.error = e[0];
}

/* K's end: its exit status, or 1000 and a signal's number. */
static inline int
finish(void)
{
	int status = 0;

	(void)close(k.control);
	(void)close(k.data);
	(void)close(k.error);
	while (waitpid(k.pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) :
	    WEXITSTATUS(status);
}

/* After a failure nobody waits long any more: the verdict is there. */
static inline long
receive(void *msg, size_t cap)
{
	return chan_recv(k.control, msg, cap, clock_ms() + (unit_failed == 0 ?
	    SOON_MS : SOON_MS / 16));
}

/* K's first message has leaf and CA, leaf first. */
static inline void
take_chain(void)
{
	static uint8_t msg[CONTROL_CHAIN_MAX];
	long n = receive(msg, sizeof msg);
	size_t at = 4 + leaf_cert.len;

	if (!CHECK_INT(n, 1 + 3 + leaf_cert.len + 3 + ca_cert.len))
		return;
	CHECK_INT(msg[0], CONTROL_CHAIN);
	CHECK_INT(msg[1] << 16 | msg[2] << 8 | msg[3], leaf_cert.len);
	CHECK_MEM(msg + 4, leaf_cert.len, leaf_cert.der, leaf_cert.len);
	CHECK_INT(msg[at] << 16 | msg[at + 1] << 8 | msg[at + 2],
	    ca_cert.len);
	CHECK_MEM(msg + at + 3, ca_cert.len, ca_cert.der, ca_cert.len);
}

static inline void
ask_sign(int scheme, size_t hash_len)
{
	uint8_t msg[2 + 300];

	memset(msg, 0x5a, sizeof msg);
	msg[0] = CONTROL_SIGN;
	msg[1] = (uint8_t)scheme;
	CHECK_INT(chan_send(k.control, msg, 2 + hash_len), 0);
}

/* The last signature fits KEY. */
static inline void
take_signature_of(mbedtls_pk_context *key)
{
	uint8_t msg[CONTROL_SIGNED_MAX], hash[32];
	long n = receive(msg, sizeof msg);

	memset(hash, 0x5a, sizeof hash);
	if (!CHECK(n > 1))
		return;
	CHECK_INT(msg[0], CONTROL_SIGNED);
	CHECK_INT(mbedtls_pk_verify(key, MBEDTLS_MD_SHA256, hash,
	    sizeof hash, msg + 1, (size_t)n - 1), 0);
}

static inline void
take_signature(void)
{
	take_signature_of(&leaf);
}

/* K has ended, without a word and without a backend. */
static inline void
must_have_ended(const char *after)
{
	unsigned failed = unit_failed;
	uint8_t msg[CONTROL_SIGNED_MAX];
	char c;

	if (!CHECK_INT(receive(msg, sizeof msg), 0))
		(void)kill(k.pid, SIGKILL);
	CHECK_INT(read(k.data, &c, 1), 0);
	CHECK_INT(read(k.error, &c, 1), 0);
	CHECK_INT(finish(), EXIT_GOOD);
	if (unit_failed != failed)
		printf("\tafter %s\n", after);
}

/* Says GO and reads what the backend has to say, which is its environment. */
static inline void
go(const void *sni, size_t sni_len, char *text, size_t cap)
{
	uint8_t msg[CONTROL_GO_MAX];
	size_t len = 0;
	ssize_t n;

	msg[0] = CONTROL_GO;
	msg[1] = 3;
	msg[2] = 0x13;
	msg[3] = 0x01;
	memcpy(msg + 4, sni, sni_len);
	CHECK_INT(chan_send(k.control, msg, 4 + sni_len), 0);
	while (len < cap - 1 && (n = read(k.data, text + len, cap - 1 - len)) >
	    0)
		len += (size_t)n;
	text[len] = '\0';
}

/* Makes key, certificates and their file; the log is a file, too. */
static inline void
begin(void)
{
	const char *tmp = getenv("TMP");
	static char pem[8192];
	struct err e;
	int fd;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)umask(022);
	(void)snprintf(dir, sizeof dir, "%s", tmp == NULL ? "." : tmp);
	CHECK_INT(issue_ec_key(&leaf, MBEDTLS_ECP_DP_SECP256R1), 0);
	CHECK_INT(issue_ec_key(&ca, MBEDTLS_ECP_DP_SECP256R1), 0);
	CHECK_INT(issue(&leaf_cert, &leaf, "CN=leaf", &ca, "CN=ca"), 0);
	CHECK_INT(issue(&ca_cert, &ca, "CN=ca", &ca, "CN=above"), 0);
	CHECK_INT(issue_pem_key(pem, sizeof pem, &leaf), 0);
	CHECK_INT(issue_pem(pem, sizeof pem, &leaf_cert), 0);
	CHECK_INT(issue_pem(pem, sizeof pem, &ca_cert), 0);
	(void)snprintf(pem_path, sizeof pem_path, "%s/server.pem", dir);
	(void)snprintf(log_path, sizeof log_path, "%s/log", dir);
	fd = open(pem_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	CHECK_INT(write(fd, pem, strlen(pem)), strlen(pem));
	(void)close(fd);
	log_open("thimble", LOG_FACILITY_DAEMON, LOG_LEVEL_NOTICE);
	err_clear(&e);
	CHECK_INT(log_to_file(log_path, &e), 0);
}

static inline int
end(void)
{
	mbedtls_pk_free(&leaf);
	mbedtls_pk_free(&ca);
	return unit_done();
}

#endif
