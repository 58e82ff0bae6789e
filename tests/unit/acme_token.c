/* SPDX-License-Identifier: MIT */
/* What an ACME client may tell its hook. */
#include "acme/token.h"

#include "lib/unit.h"

#define TOKEN "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA"
#define THUMB "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"

static void
test_token(void)
{
	char text[TOKEN_MAX + 2];

	CHECK(token_is(TOKEN));
	CHECK(token_is("0123456789abcdefghij-_"));
	CHECK(!token_is("0123456789abcdefghij-"));
	CHECK(!token_is(""));
	CHECK(!token_is(TOKEN "="));
	CHECK(!token_is(TOKEN "."));
	CHECK(!token_is("../" TOKEN));
	CHECK(!token_is(TOKEN "\n"));
	CHECK(!token_is(TOKEN "\xc3\xa4"));
	memset(text, 'a', sizeof text);
	text[TOKEN_MAX] = '\0';
	CHECK(token_is(text));
	text[TOKEN_MAX] = 'a';
	text[TOKEN_MAX + 1] = '\0';
	CHECK(!token_is(text));
}

static void
test_authorizes(void)
{
	CHECK(token_authorizes(TOKEN, TOKEN "." THUMB));
	CHECK(!token_authorizes(TOKEN, TOKEN));
	CHECK(!token_authorizes(TOKEN, TOKEN "."));
	CHECK(!token_authorizes(TOKEN, TOKEN THUMB));
	CHECK(!token_authorizes(TOKEN, "x" TOKEN "." THUMB));
	CHECK(!token_authorizes(TOKEN, TOKEN "." THUMB "s"));
	CHECK(!token_authorizes(TOKEN, TOKEN "." THUMB "\n"));
	CHECK(!token_authorizes(TOKEN, THUMB "." TOKEN));
	CHECK(!token_authorizes("", "." THUMB));
}

static void
test_digest(void)
{
	uint8_t d[TOKEN_DIGEST];
	unsigned i;

	CHECK_INT(token_digest("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
	    d), 0);
	for (i = 0; i < sizeof d; i++)
		CHECK_INT(d[i], i);
	CHECK_INT(token_digest("_-7dzLuqmYh3ZlVEMyIRAP_-7dzLuqmYh3ZlVEMyIRA",
	    d), 0);
	CHECK_INT(d[0], 0xff);
	CHECK_INT(d[31], 0x10);
	/* Not the only spelling of its bytes. */
	CHECK_INT(token_digest("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9",
	    d), -1);
	CHECK_INT(token_digest("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh",
	    d), -1);
	CHECK_INT(token_digest(
	    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", d), -1);
	CHECK_INT(token_digest("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd+/8",
	    d), -1);
	CHECK_INT(token_digest("", d), -1);
}

static void
names(const char *text, const char *want)
{
	char got[100];
	struct name n;
	struct sbuf s;

	CHECK_INT(name_parse(text, strlen(text), &n), 0);
	sbuf_init(&s, got, sizeof got);
	token_server_name(&n, &s);
	CHECK_STR(got, want);
}

int
main(void)
{
	test_token();
	test_authorizes();
	test_digest();
	names("mail.example.org", "mail.example.org");
	names("192.0.2.107", "107.2.0.192.in-addr.arpa");
	names("2001:db8::1:af", "f.a.0.0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0"
	    ".0.8.b.d.0.1.0.0.2.ip6.arpa");
	return unit_done();
}
