/* SPDX-License-Identifier: MIT */
/*
 * What K does when all is well: the chain, a signature, and a backend whose
 * environment holds what it should and nothing else.  And what K logs.
 */
#define _GNU_SOURCE
#include "lib/n.h"

#define ENV "PATH=/usr/sbin:/usr/bin:/sbin:/bin\nTZ=UTC\nPROTO=SSL\n" \
	"REMOTE_HOST=192.0.2.7\nREMOTE_PORT=40000\nTCPREMOTEIP=192.0.2.7\n" \
	"TCPREMOTEPORT=40000\nTCPLOCALIP=192.0.2.1\nTCPLOCALPORT=993\n" \
	"SSL_PROTOCOL=TLSv1.3\nSSL_CIPHER=TLS_AES_128_GCM_SHA256\n"

static void
test_good(void)
{
	char text[4096];
	int i;

	for (i = 0; i < 2; i++) {
		start(LIFE_MS);
		take_chain();
		/* A handshake that needs no signature is for N to judge. */
		if (i == 0) {
			ask_sign(SIGN_ECDSA, 32);
			take_signature();
		}
		go("mail.example", 12, text, sizeof text);
		CHECK_STR(text,
		    ENV "SSL_TLS_SNI_SERVERNAME=mail.example\n");
		CHECK_INT(finish(), 0);
	}
}

/* What a client may call a server, as far as the environment goes. */
static void
test_names(void)
{
	static char longest[TLS_SNI_MAX + 1];
	static const struct {
		const char *sni;
		size_t len;
	} rows[] = {
		{ "", 0 }, { "a\nLD_PRELOAD=x", 14 }, { "a=b", 3 },
		{ "a b", 3 }, { "a\0b", 3 }, { "\0", 1 }, { "$(id)", 5 },
		{ "../../etc", 9 }, { "\xc3\xa4", 2 }, { "a;b", 3 },
		{ longest, TLS_SNI_MAX }
	};
	static char text[4096], want[4096];
	size_t i;

	memset(longest, 'a', TLS_SNI_MAX);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		start(LIFE_MS);
		take_chain();
		go(rows[i].sni, rows[i].len, text, sizeof text);
		if (!CHECK_STR(text, ENV))
			printf("\tin row %zu\n", i);
		CHECK_INT(finish(), 0);
	}
	start(LIFE_MS);
	take_chain();
	go(longest, TLS_SNI_MAX - 1, text, sizeof text);
	longest[TLS_SNI_MAX - 1] = '\0';
	(void)snprintf(want, sizeof want, ENV "SSL_TLS_SNI_SERVERNAME=%s\n",
	    longest);
	CHECK_STR(text, want);
	CHECK_INT(finish(), 0);
}

/* Says who the client is, then GO; the environment has WANT besides. */
static void
client(unsigned long verify, const void *names, size_t len, const char *want)
{
	static char text[8192], all[8192];
	static uint8_t msg[CONTROL_CLIENT_MAX + 1];

	opts.policy.verify = verify;
	start(LIFE_MS);
	take_chain();
	msg[0] = CONTROL_CLIENT;
	memcpy(msg + 1, names, len);
	CHECK_INT(chan_send(k.control, msg, 1 + len), 0);
	if (want == NULL) {
		must_have_ended("a client's name");
	} else {
		go("", 0, text, sizeof text);
		(void)snprintf(all, sizeof all, ENV "%s", want);
		CHECK_STR(text, all);
		CHECK_INT(finish(), 0);
	}
	opts.policy.verify = VERIFY_UNSET;
}

static void
test_client(void)
{
	static const struct {
		const char *names;
		size_t len;
	} bad[] = {
		{ "a", 1 }, { "a\0b\0", 4 },
		{ "a\0b\0c", 5 }, { "a\nX=y\0b", 8 }, { "a\0b\n", 4 },
		{ "\xc3\xa4\0b", 4 }, { "a\0\x7f", 3 }, { "a\tb\0c", 5 }
	};
	static char longest[2 * TLS_DN_MAX + 1], want[8192];
	size_t i;

	client(1, "CN=a=b; c\0CN=ca", 15, "SSL_CLIENT_DN=CN=a=b; c\n"
	    "SSL_CLIENT_I_DN=CN=ca\n");
	client(3, "\0CN=ca", 6, "SSL_CLIENT_DN=\nSSL_CLIENT_I_DN=CN=ca\n");
	/* What are not just two lines is left out. */
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		client(2, bad[i].names, bad[i].len, "");
	client(2, "a\0", 2, "SSL_CLIENT_DN=a\nSSL_CLIENT_I_DN=\n");
	client(2, "", 0, NULL);
	/* Nobody asked clients for a certificate. */
	client(0, "a\0b", 3, NULL);
	client(VERIFY_UNSET, "a\0b", 3, NULL);
	memset(longest, 'a', sizeof longest);
	longest[TLS_DN_MAX - 1] = '\0';
	(void)snprintf(want, sizeof want, "SSL_CLIENT_DN=%s\n"
	    "SSL_CLIENT_I_DN=%.*s\n", longest, TLS_DN_MAX - 1,
	    longest + TLS_DN_MAX);
	client(1, longest, 2 * TLS_DN_MAX - 1, want);
	client(1, longest, 2 * TLS_DN_MAX, "");
	/* Longer than a message may be. */
	client(1, longest, 2 * TLS_DN_MAX + 1, NULL);
	memset(longest, 'a', sizeof longest);
	longest[TLS_DN_MAX] = '\0';
	client(1, longest, TLS_DN_MAX + 2, "");

	/* Twice is once too often. */
	opts.policy.verify = 1;
	start(LIFE_MS);
	take_chain();
	CHECK_INT(chan_send(k.control, "ca\0b", 4), 0);
	(void)chan_send(k.control, "ca\0b", 4);
	must_have_ended("two names");
	opts.policy.verify = VERIFY_UNSET;
}

/* The log has a line with TEXT; it starts afresh. */
static void
logged(const char *text)
{
	static char log[8192];
	int fd = open(log_path, O_RDWR);
	ssize_t n = read(fd, log, sizeof log - 1);

	CHECK(n >= 0);
	log[n > 0 ? n : 0] = '\0';
	if (!CHECK(strstr(log, text) != NULL))
		printf("\tlog: %s\twant: %s\n", log, text);
	CHECK_INT(ftruncate(fd, 0), 0);
	(void)close(fd);
}

static void
test_log(void)
{
	char text[4096];
	uint8_t msg[8];

	/* Others may read it: served, and said so. */
	CHECK_INT(chmod(pem_path, 0644), 0);
	start(LIFE_MS);
	take_chain();
	CHECK_INT(finish(), EXIT_GOOD);
	logged("Wrong permissions on ");

	/* Others may write to it: not served. */
	CHECK_INT(chmod(pem_path, 0622), 0);
	start(LIFE_MS);
	CHECK_INT(receive(msg, sizeof msg), 1);
	CHECK_INT(msg[0], CONTROL_NONE);
	CHECK_INT(finish(), EXIT_FAILED);
	logged("others can write to it");
	CHECK_INT(chmod(pem_path, 0600), 0);

	opts.pem[0] = "/nowhere/server.pem";
	start(LIFE_MS);
	CHECK_INT(receive(msg, sizeof msg), 1);
	CHECK_INT(msg[0], CONTROL_NONE);
	CHECK_INT(finish(), EXIT_FAILED);
	logged("open /nowhere/server.pem: No such file or directory: type: "
	    "thimble-cert ensure\n");
	opts.pem[0] = pem_path;

	opts.prog = "/nowhere/imapd";
	start(LIFE_MS);
	take_chain();
	go("", 0, text, sizeof text);
	CHECK_STR(text, "");
	CHECK_INT(finish(), EXIT_NOEXEC);
	logged("start /nowhere/imapd: No such file or directory\n");
	opts.prog = "env";
}

int
main(void)
{
	/* What inetd has and the backend must not see. */
	(void)unsetenv("PATH");
	(void)setenv("TZ", "UTC", 1);
	(void)setenv("LD_PRELOAD_OF_INETD", "x", 1);
	(void)setenv("IFS", "x", 1);
	(void)setenv("REMOTE_HOST", "forged", 1);
	begin();
	test_good();
	test_names();
	test_client();
	test_log();
	return end();
}
