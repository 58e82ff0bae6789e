/* SPDX-License-Identifier: MIT */
/* Private keys: made, written, read. */
#include "tls/key.h"

#include "lib/rsa_key.h"
#include "lib/unit.h"
#include "tls/arena.h"

static char pem[KEY_PEM_MAX];

/* One that is made or, where RSA takes seconds, read. */
static struct key *
some_key(enum key_kind kind, struct err *e)
{
	return kind == KEY_RSA2048 && unit_emulated() ?
	    key_read(rsa_key, strlen(rsa_key), e) : key_make(kind, e);
}

static void
test_kind(enum key_kind kind, const char *label)
{
	uint8_t a[KEY_ID_LEN], b[KEY_ID_LEN];
	struct key *k, *back;
	struct err e;

	err_clear(&e);
	k = some_key(kind, &e);
	if (!CHECK(k != NULL))
		return;
	CHECK(key_is(k, kind));
	CHECK(!key_is(k, kind == KEY_P256 ? KEY_P384 : KEY_P256));
	CHECK(!key_is(k, KEY_RSA4096));
	CHECK(key_write(k, pem, sizeof pem, &e) == 0);
	CHECK(strstr(pem, label) != NULL);
	CHECK(key_write(k, pem, strlen(pem), &e) < 0);
	CHECK(key_write(k, pem, sizeof pem, &e) == 0);
	back = key_read(pem, strlen(pem), &e);
	if (CHECK(back != NULL)) {
		CHECK(key_id(k, a) == 0 && key_id(back, b) == 0);
		CHECK_MEM(a, sizeof a, b, sizeof b);
	}
	key_free(back);
	key_free(k);
}

static void
test_differ(void)
{
	uint8_t a[KEY_ID_LEN], b[KEY_ID_LEN];
	struct key *k, *l;
	struct err e;

	err_clear(&e);
	k = key_make(KEY_P256, &e);
	l = key_make(KEY_P256, &e);
	CHECK(key_id(k, a) == 0 && key_id(l, b) == 0);
	CHECK(memcmp(a, b, sizeof a) != 0);
	key_free(k);
	key_free(l);
}

static void
refuses(const char *text, size_t len)
{
	struct err e;
	struct key *k;

	err_clear(&e);
	k = key_read(text, len, &e);
	CHECK(k == NULL && e.text[0] != '\0');
	key_free(k);
}

static void
test_damaged(void)
{
	struct err e;
	struct key *k;
	size_t len;

	err_clear(&e);
	k = key_make(KEY_P256, &e);
	CHECK(key_write(k, pem, sizeof pem, &e) == 0);
	key_free(k);
	len = strlen(pem);
	refuses("", 0);
	refuses("hello\n", 6);
	/* A NUL is no text, whether something or nothing is behind it. */
	memset(pem + len, '\0', 2);
	refuses(pem, len + 1);
	memcpy(pem + len + 1, "more", 5);
	refuses(pem, len + 5);
	pem[61] = '!';
	refuses(pem, len);
}

int
main(void)
{
	test_kind(KEY_P256, "EC PRIVATE KEY");
	test_kind(KEY_P384, "EC PRIVATE KEY");
	test_kind(KEY_RSA2048, "RSA PRIVATE KEY");
	test_differ();
	test_damaged();
	key_free(NULL);
	CHECK_INT(arena_used(), 0);
	return unit_done();
}
