/* SPDX-License-Identifier: MIT */
/*
 * The key process with a choice: EC beside RSA, and a folder where the server
 * name, which N may have made up, chooses the file.
 */
#define _GNU_SOURCE
#include "lib/n.h"

static mbedtls_pk_context rsa, other;
static struct issued rsa_cert, other_cert;
static char rsa_path[700], folder[600], host_path[700], default_path[700];

static void
write_pem(const char *path, mbedtls_pk_context *key, const struct issued *c)
{
	static char pem[8192];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	pem[0] = '\0';
	CHECK_INT(issue_pem_key(pem, sizeof pem, key), 0);
	CHECK_INT(issue_pem(pem, sizeof pem, c), 0);
	CHECK_INT(write(fd, pem, strlen(pem)), strlen(pem));
	(void)close(fd);
}

static void
make_files(void)
{
	CHECK_INT(issue_rsa_key(&rsa), 0);
	CHECK_INT(issue(&rsa_cert, &rsa, "CN=rsa", &ca, "CN=ca"), 0);
	CHECK_INT(issue_ec_key(&other, MBEDTLS_ECP_DP_SECP256R1), 0);
	CHECK_INT(issue(&other_cert, &other, "CN=other", &ca, "CN=ca"), 0);
	(void)snprintf(rsa_path, sizeof rsa_path, "%s/rsa.pem", dir);
	(void)snprintf(folder, sizeof folder, "%s/names", dir);
	(void)snprintf(host_path, sizeof host_path, "%s/a.example.pem",
	    folder);
	(void)snprintf(default_path, sizeof default_path, "%s/default.pem",
	    folder);
	(void)mkdir(folder, 0755);
	write_pem(rsa_path, &rsa, &rsa_cert);
	write_pem(host_path, &other, &other_cert);
	write_pem(default_path, &rsa, &rsa_cert);
}

/* A chain of this one certificate. */
static void
take_one(const struct issued *c)
{
	static uint8_t msg[CONTROL_CHAIN_MAX];
	long n = receive(msg, sizeof msg);

	if (!CHECK_INT(n, 1 + 3 + c->len))
		return;
	CHECK_INT(msg[0], CONTROL_CHAIN);
	CHECK_MEM(msg + 4, c->len, c->der, c->len);
}

/* Both chains in one message; one signature, by either key, and no more. */
static void
test_two_keys(void)
{
	static const int schemes[] = { SIGN_ECDSA, SIGN_RSA_PKCS1 };
	static uint8_t msg[CONTROL_CHAIN_MAX];
	size_t second = 1 + 3 + leaf_cert.len + 3 + ca_cert.len;
	char text[4096];
	size_t i;

	opts.pem[1] = rsa_path;
	for (i = 0; i < 2; i++) {
		start(LIFE_MS);
		CHECK_INT(receive(msg, sizeof msg), second + 3 + 3 +
		    rsa_cert.len);
		CHECK_INT(msg[0], CONTROL_CHAIN);
		CHECK_MEM(msg + 4, leaf_cert.len, leaf_cert.der,
		    leaf_cert.len);
		CHECK_MEM(msg + second, 3, "\0\0\0", 3);
		CHECK_MEM(msg + second + 6, rsa_cert.len, rsa_cert.der,
		    rsa_cert.len);
		ask_sign(schemes[i], 32);
		take_signature_of(i == 0 ? &leaf : &rsa);
		ask_sign(schemes[1 - i], 32);
		must_have_ended("a signature by each key");
	}
	/* And with both keys wiped it becomes the backend. */
	start(LIFE_MS);
	(void)receive(msg, sizeof msg);
	ask_sign(SIGN_RSA_PSS, 32);
	CHECK(receive(msg, sizeof msg) > 256);
	go("a.example", 9, text, sizeof text);
	CHECK(strstr(text, "SSL_TLS_SNI_SERVERNAME=a.example\n") != NULL);
	CHECK_INT(finish(), EXIT_GOOD);
	/* The name is not asked for, and not heard. */
	start(LIFE_MS);
	(void)receive(msg, sizeof msg);
	CHECK_INT(chan_send(k.control, "Na.example", 10), 0);
	must_have_ended("a name that nobody asked for");
	opts.pem[1] = NULL;
}

static void
say_name(const char *name, size_t len)
{
	uint8_t msg[1 + 60000] = { CONTROL_NAME };

	memcpy(msg + 1, name, len);
	CHECK_INT(receive(msg + 1 + len, 8), 1);
	CHECK_INT(msg[1 + len], CONTROL_ASK);
	CHECK_INT(chan_send(k.control, msg, 1 + len), 0);
}

static void
test_names(void)
{
	static const struct {
		const char *name;
		size_t len;
		bool host;
	} rows[] = {
		{ "a.example", 9, true }, { "A.EXAMPLE.", 10, true },
		{ "b.example", 9, false }, { "", 0, false },
		{ "a.example\0", 10, false },
		{ "../names/a.example", 18, false },
		{ "/etc/passwd", 11, false }, { "\xff\xfe\0\n%s", 6, false }
	};
	char text[4096];
	size_t i;

	opts.pem[0] = folder;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		start(LIFE_MS);
		say_name(rows[i].name, rows[i].len);
		take_one(rows[i].host ? &other_cert : &rsa_cert);
		ask_sign(rows[i].host ? SIGN_ECDSA : SIGN_RSA_PKCS1, 32);
		take_signature_of(rows[i].host ? &other : &rsa);
		go("x", 1, text, sizeof text);
		CHECK(strstr(text, "PROTO=SSL\n") != NULL);
		CHECK_INT(finish(), EXIT_GOOD);
	}
}

/* One name, and before it nothing else. */
static void
test_hostile(void)
{
	static const struct {
		const char *msg;
		size_t len;
	} rows[] = {
		{ "S\1Z", 3 }, { "G\3\x13\1", 4 }, { "A", 1 }, { "", 0 },
		{ "n", 1 }, { "C\0\0\1x", 5 }
	};
	static char long_name[60000];
	uint8_t msg[CONTROL_SIGNED_MAX];
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		start(LIFE_MS);
		CHECK_INT(receive(msg, sizeof msg), 1);
		CHECK_INT(chan_send(k.control, rows[i].msg, rows[i].len), 0);
		must_have_ended("no name");
	}
	memset(long_name, 'a', sizeof long_name);
	start(LIFE_MS);
	say_name(long_name, CONTROL_NAME_MAX);
	must_have_ended("a name of 257 bytes");
	start(LIFE_MS);
	say_name(long_name, 50000);
	must_have_ended("a long name");
	start(LIFE_MS);
	say_name("a.example", 9);
	take_one(&other_cert);
	CHECK_INT(chan_send(k.control, "Nb.example", 10), 0);
	must_have_ended("a second name");
	/* No time, no end of waiting. */
	start(150);
	CHECK_INT(receive(msg, sizeof msg), 1);
	must_have_ended("silence");
}

/* Nothing for this name, and no default. */
static void
test_none(void)
{
	uint8_t msg[CONTROL_SIGNED_MAX];

	CHECK_INT(unlink(default_path), 0);
	start(LIFE_MS);
	say_name("b.example", 9);
	CHECK_INT(receive(msg, sizeof msg), 1);
	CHECK_INT(msg[0], CONTROL_NONE);
	CHECK_INT(finish(), EXIT_FAILED);
	start(LIFE_MS);
	say_name("a.example", 9);
	take_one(&other_cert);
	CHECK_INT(finish(), EXIT_GOOD);
}

int
main(void)
{
	begin();
	make_files();
	test_two_keys();
	test_names();
	test_hostile();
	test_none();
	mbedtls_pk_free(&rsa);
	mbedtls_pk_free(&other);
	return end();
}
