/* SPDX-License-Identifier: MIT */
/* One call of the hook, judged and carried out: see hook.h. */
#include "acme/hook.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "acme/answer.h"
#include "acme/dns.h"
#include "base/apart.h"
#include "base/exit.h"
#include "os/fd.h"
#include "store/conf.h"
#include "store/run.h"
#include "store/text.h"
#include "tls/crt_acme.h"

enum { ARGS = 6, ENTROPY_S = 10 };

struct call {
	const char *type, *token, *auth;
	bool begin;
	struct name name;
	char *const *argv;
};

/* Whether the configuration asks for a certificate for N. */
static bool
is_wanted(const struct conf_acme *c, const struct name *n)
{
	char wild[NAME_TEXT_MAX];
	struct name w;
	struct sbuf s;

	/* An ACME client of somebody else's has names of its own. */
	if (c->names.n == 0 || names_have(&c->names, n))
		return true;
	/* Without "*.", which CAs and clients leave out. */
	sbuf_init(&s, wild, sizeof wild);
	sbuf_str(&s, "*.");
	sbuf_str(&s, n->text);
	return !s.cut && n->ip_len == 0 &&
	    name_parse(wild, s.len, &w) == 0 && names_have(&c->names, &w);
}

/* Reads the arguments; NULL, or what is wrong with them. */
static const char *
read_call(struct call *call, const struct conf_acme *c, char **argv)
{
	const char *method = argv[1];

	call->argv = argv;
	call->begin = strcmp(method, "begin") == 0;
	call->type = argv[2];
	call->token = argv[4];
	call->auth = argv[5];
	if (!call->begin && strcmp(method, "done") != 0 &&
	    strcmp(method, "failed") != 0)
		return "the method must be begin, done or failed";
	if (name_parse(argv[3], strlen(argv[3]), &call->name) < 0 ||
	    call->name.text[0] == '*')
		return "not a name";
	if (!is_wanted(c, &call->name))
		return "not a name of `acme` in the configuration";
	return token_is(call->token) ? NULL : "not a token";
}

/* The digest that the CA looks for; the client may have made it already. */
static int
digest_of(const struct call *call, uint8_t digest[TOKEN_DIGEST])
{
	if (token_authorizes(call->token, call->auth))
		return crt_acme_digest(call->auth, digest);
	return token_digest(call->auth, digest);
}

static int
answer(const struct call *call, const struct conf *c, struct err *e)
{
	const char *bad = "not the key authorization of this token";
	uint8_t digest[TOKEN_DIGEST];

	if (strcmp(call->type, "http-01") == 0 &&
	    (c->acme.challenges & CONF_ACME_HTTP) != 0)
		return !token_authorizes(call->token, call->auth) ?
		    err_why(e, call->name.text, NULL, bad) :
		    answer_http(&c->acme, call->token, call->auth, call->begin,
		    e);
	if (strcmp(call->type, "tls-alpn-01") == 0 &&
	    (c->acme.challenges & CONF_ACME_TLS_ALPN) != 0) {
		if (digest_of(call, digest) < 0)
			return err_why(e, call->name.text, NULL, bad);
		return answer_tls(&c->acme, &call->name, digest, call->begin,
		    e);
	}
	if (strcmp(call->type, "dns-01") == 0 &&
	    (c->acme.challenges & CONF_ACME_DNS) != 0) {
		if (token_digest(call->auth, digest) < 0)
			return err_why(e, call->name.text, NULL, bad);
		return dns_answer_all(c->dir, call->argv, e);
	}
	return -1;	/* declined without a word: the client offers another */
}

int
hook_main(int argc, char **argv)
{
	static APART struct conf conf;
	static APART struct call call;
	const char *why;
	struct err e;

	if (fd_fill_stdio() < 0)
		return EXIT_FAILED;
	(void)umask(022);
	err_clear(&e);
	if (argc != ARGS) {
		text_complain("acme-hook", "needs five arguments: method, "
		    "type, name, token and key authorization");
		return EXIT_USAGE;
	}
	if (conf_need(getenv(HOOK_CONF), CONF_BAD_DIR | CONF_BAD_ACME |
	    CONF_BAD_OTHER, &conf, &e) < 0)
		return run_fail("acme-hook", &e);
	err_clear(&e);
	why = read_call(&call, &conf.acme, argv);
	if (why != NULL) {
		text_complain("acme-hook", why);
		return EXIT_FAILED;
	}
	if (run_random_ready(ENTROPY_S) != EXIT_GOOD)
		return EXIT_FAILED;
	if (answer(&call, &conf, &e) == 0)
		return EXIT_GOOD;
	if (e.text[0] != '\0')
		text_complain("acme-hook", e.text);
	return EXIT_FAILED;
}
