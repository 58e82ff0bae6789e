/* SPDX-License-Identifier: MIT */
/*
 * What N may say to the key process.  K takes N for an enemy: it signs at
 * most once, starts the backend only for a whole GO, and ends at anything
 * that is out of shape.
 */
#define _GNU_SOURCE
#include "lib/n.h"

/* A wish that does not fit the key is refused, and was the only one. */
static void
test_wrong_wish(void)
{
	static const struct {
		int scheme;
		size_t hash_len;
	} rows[] = {
		{ SIGN_RSA_PKCS1, 32 }, { SIGN_RSA_PSS, 32 }, { 0, 32 },
		{ 255, 32 }, { SIGN_ECDSA, 1 }, { SIGN_ECDSA, 31 },
		{ SIGN_ECDSA, 33 }, { SIGN_ECDSA, 63 }
	};
	uint8_t msg[CONTROL_SIGNED_MAX];
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		start(LIFE_MS);
		take_chain();
		ask_sign(rows[i].scheme, rows[i].hash_len);
		CHECK_INT(receive(msg, sizeof msg), 1);
		CHECK_INT(msg[0], CONTROL_NONE);
		ask_sign(SIGN_ECDSA, 32);
		must_have_ended("a second wish");
	}
}

static void
test_second_sign(void)
{
	start(LIFE_MS);
	take_chain();
	ask_sign(SIGN_ECDSA, 32);
	take_signature();
	ask_sign(SIGN_ECDSA, 32);
	must_have_ended("two signatures");

	/* Both at once is no way round it. */
	start(LIFE_MS);
	ask_sign(SIGN_ECDSA, 32);
	ask_sign(SIGN_ECDSA, 32);
	take_chain();
	take_signature();
	must_have_ended("two signatures at once");
}

/* Anything else that can be sent. */
static void
test_garbage(void)
{
	static const struct {
		const char *what;
		const char *msg;
		size_t len;
	} rows[] = {
		{ "an empty message", "", 0 },
		{ "a letter", "S", 1 },
		{ "no digest", "S\1", 2 },
		{ "GO alone", "G", 1 },
		{ "GO without a suite", "G\3", 2 },
		{ "GO with half a suite", "G\3\x13", 3 },
		{ "our own word", "C\0\0\1x", 5 },
		{ "our own answer", "s\1", 2 },
		{ "nothing known", "X\0\0\0\0\0\0\0\0", 9 },
		{ "a NUL", "\0", 1 },
		{ "GO in small letters", "g\3\x13\1", 4 }
	};
	static uint8_t big[60000];
	size_t i, len;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		start(LIFE_MS);
		take_chain();
		CHECK_INT(chan_send(k.control, rows[i].msg, rows[i].len), 0);
		must_have_ended(rows[i].what);
	}
	/* Digests longer than there are, and messages longer than K takes. */
	for (len = IDENTITY_HASH_MAX + 1; len < 300; len += 58) {
		start(LIFE_MS);
		take_chain();
		ask_sign(SIGN_ECDSA, len);
		must_have_ended("a long digest");
	}
	big[0] = CONTROL_GO;
	for (len = CONTROL_GO_MAX + 1; len <= sizeof big; len *= 6) {
		start(LIFE_MS);
		take_chain();
		CHECK_INT(chan_send(k.control, big, len), 0);
		must_have_ended("a long GO");
	}
}

static void
test_end_and_time(void)
{
	int64_t began;

	start(LIFE_MS);
	take_chain();
	(void)shutdown(k.control, SHUT_WR);
	must_have_ended("the end of N");

	/* N is gone before K has said a word. */
	start(LIFE_MS);
	CHECK_INT(finish(), EXIT_GOOD);

	began = clock_ms();
	start(150);
	take_chain();
	must_have_ended("the end of the time");
	CHECK(clock_ms() - began < SOON_MS / 2);
}

int
main(void)
{
	begin();
	test_wrong_wish();
	test_second_sign();
	test_garbage();
	test_end_and_time();
	return end();
}
