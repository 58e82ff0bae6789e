/* SPDX-License-Identifier: MIT */
/*
 * What N may say to the key process when a CA validates a name: one name, one
 * signature, and never a backend; only where CAs are answered.
 */
#define _GNU_SOURCE
#include "lib/n.h"

static const char name[] = "a.example";

/* Makes the challenge's file, of the certificates that K has anyway. */
static void
make_files(void)
{
	char folder[600], path[700];

	(void)snprintf(folder, sizeof folder, "%s/acme", dir);
	(void)snprintf(path, sizeof path, "%s/%s.pem", folder, name);
	(void)mkdir(folder, 0700);
	CHECK_INT(link(pem_path, path), 0);
	opts.run = dir;
}

static void
say_acme(const char *text, size_t len)
{
	static uint8_t msg[1 + 60000];

	msg[0] = CONTROL_ACME;
	memcpy(msg + 1, text, len);
	CHECK_INT(chan_send(k.control, msg, 1 + len), 0);
}

/* K can seal tickets, too, and says so first. */
static void
begin_key(void)
{
	uint8_t msg[8];

	start(LIFE_MS);
	CHECK_INT(receive(msg, sizeof msg), 1);
	CHECK_INT(msg[0], CONTROL_TICKETS);
	take_chain();
}

static void
begin_acme(void)
{
	begin_key();
	say_acme(name, sizeof name - 1);
	take_chain();
}

static void
test_signs_once(void)
{
	begin_acme();
	ask_sign(SIGN_ECDSA, 32);
	take_signature();
	ask_sign(SIGN_ECDSA, 32);
	must_have_ended("two signatures");
}

static void
test_nothing_else(void)
{
	static const struct {
		const char *what, *msg;
		size_t len;
	} rows[] = {
		{ "GO", "G\3\x13\1a.example", 13 },
		{ "a second challenge", "aa.example", 10 },
		{ "a name", "Na.example", 10 },
		{ "a session", "Exx", 3 },
		{ "a ticket", "Oxx", 3 },
		{ "a client", "ca\0b", 4 }
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		begin_acme();
		CHECK_INT(chan_send(k.control, rows[i].msg, rows[i].len), 0);
		must_have_ended(rows[i].what);
		begin_acme();
		ask_sign(SIGN_ECDSA, 32);
		take_signature();
		CHECK_INT(chan_send(k.control, rows[i].msg, rows[i].len), 0);
		must_have_ended(rows[i].what);
	}
}

static void
test_after_signature(void)
{
	begin_key();
	ask_sign(SIGN_ECDSA, 32);
	take_signature();
	say_acme(name, sizeof name - 1);
	must_have_ended("a challenge after a signature");
}

/* Without a challenge for the name there is no key at all. */
static void
test_none(void)
{
	static const char *const rows[] = {
		"", "b.example", "../server", "a.example.pem", "*.example"
	};
	uint8_t msg[8];
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		begin_key();
		say_acme(rows[i], strlen(rows[i]));
		CHECK_INT(receive(msg, sizeof msg), 1);
		CHECK_INT(msg[0], CONTROL_NONE);
		must_have_ended("no challenge");
	}
}

static void
test_refused(void)
{
	static char long_name[60000];

	memset(long_name, 'a', sizeof long_name);
	begin_key();
	say_acme(long_name, CONTROL_NAME_MAX);
	must_have_ended("a name of 257 bytes");
	service.acme = false;
	begin_key();
	say_acme(name, sizeof name - 1);
	must_have_ended("a service that answers no CA");
	service.acme = true;
}

int
main(void)
{
	begin();
	make_files();
	service.acme = true;
	test_signs_once();
	test_nothing_else();
	test_after_signature();
	test_none();
	test_refused();
	return end();
}
