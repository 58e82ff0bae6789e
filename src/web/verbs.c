/* SPDX-License-Identifier: MIT */
/* The verbs of the hook: see verbs.h. */
#include "web/verbs.h"

#include <string.h>

#include "base/apart.h"
#include "base/exit.h"
#include "base/num.h"
#include "store/conf.h"
#include "store/given.h"
#include "store/trial.h"
#include "web/set_clock.h"
#include "web/sign.h"
#include "web/status.h"

enum { FORM_VALUE_MAX = 1024 };	/* as much as a line of thimble.conf */

enum {
	FORCE = 1, TRIAL = 2, NAMES = 4, KEY_TYPE = 8, NEW_KEY = 16, ALSO = 32,
	FILES = 64, FORM = 128, WAIT = 256, OPERANDS = 512,
	ACME = 1024,
	OTHERS = 2048		/* that the verb reads by itself */
};

static void
show_request(struct out *o, const struct form *f, const char *text, size_t len)
{
	(void)f;
	if (len > 0)
		out_mem(o, "request", text, len);
}

static void
show_ca(struct out *o, const struct form *f, const char *text, size_t len)
{
	const char *form = form_value(f, "form");

	if (len == 0)
		return;
	if (strcmp(form, "mobileconfig") == 0) {
		out_str(o, "type", "application/x-apple-aspen-config");
		out_str(o, "file", "ca.mobileconfig");
	} else if (strcmp(form, "der") == 0) {
		out_str(o, "type", "application/x-x509-ca-cert");
		out_str(o, "file", "ca.crt");
	} else {
		out_str(o, "type", "application/x-pem-file");
		out_str(o, "file", "ca.pem");
	}
	out_base64(o, "data", text, len);
}

static const struct verb verbs[] = {
	{ .name = "status", .run = status_run, .open = true },
	{ .name = "renew", .command = "renew", .fields = FORCE | TRIAL | WAIT },
	{ .name = "new-key", .command = "renew --new-key",
	    .fields = FORCE | TRIAL | WAIT },
	{ .name = "request", .command = "request",
	    .fields = NAMES | KEY_TYPE | NEW_KEY | ALSO | WAIT,
	    .show = show_request },
	{ .name = "install", .command = "install",
	    .fields = FILES | FORCE | TRIAL | WAIT },
	{ .name = "revert", .command = "revert", .fields = ALSO | WAIT },
	{ .name = "own", .command = "own", .fields = TRIAL | WAIT },
	{ .name = "confirm", .command = "confirm", .fields = WAIT,
	    .fresh = true },
	{ .name = "export-ca", .command = "export ca", .fields = FORM,
	    .show = show_ca, .open = true },
	{ .name = "set-names", .command = "set-names",
	    .fields = OPERANDS | TRIAL | WAIT },
	{ .name = "acme", .command = "acme", .fields = FORCE | ACME | WAIT },
	{ .name = "set-clock", .command = "ensure", .run = set_clock_run,
	    .fields = OTHERS | WAIT },
	{ .name = "password", .fields = OTHERS, .run = sign_password },
	{ .name = "sign-in", .fields = OTHERS, .run = sign_in, .open = true },
	{ .name = "sign-out", .fields = OTHERS, .run = sign_out }
};

enum { VERBS = sizeof verbs / sizeof verbs[0] };

/* Adds a copy of TEXT. */
static void
add(struct words *w, const char *text)
{
	size_t len = strlen(text) + 1;

	if (w->argc == WORDS_MAX || sizeof w->room - w->used < len) {
		w->full = true;
		return;
	}
	w->argv[w->argc++] = memcpy(w->room + w->used, text, len);
	w->argv[w->argc] = NULL;
	w->used += len;
}

/* Adds the words of TEXT, with single blanks between them. */
static void
add_words(struct words *w, const char *text)
{
	char word[32];
	struct sbuf s;
	size_t n;

	for (; *text != '\0'; text += n + (text[n] == ' ')) {
		n = strcspn(text, " ");
		sbuf_init(&s, word, sizeof word);
		sbuf_mem(&s, text, n);
		add(w, word);
	}
}

static int
take_flag(struct words *w, const char *option, const struct form_field *p,
    struct err *e)
{
	if (strcmp(p->value, "yes") == 0)
		add(w, option);
	else if (p->len > 0 && strcmp(p->value, "no") != 0)
		return err_why(e, p->name, NULL, "must be yes or no");
	return 0;
}

static int
take_trial(struct words *w, const char *option, const struct form_field *p,
    struct err *e)
{
	unsigned long minutes = 0;

	if (p->len > 0 && num_parse(p->value, 0, TRIAL_MAX_MIN, &minutes) < 0)
		return err_why(e, p->name, NULL, "must be 0 to 5 minutes");
	if (minutes > 0) {
		add(w, option);
		add(w, p->value);
	}
	return 0;
}

/* As operands without an OPTION, or as one word behind it. */
static int
take_names(struct words *w, const char *option, const struct form_field *p,
    struct err *e)
{
	static APART struct names names;
	static APART char text[NAMES_MAX * NAME_TEXT_MAX + 64];
	struct sbuf s;
	const char *bad;
	unsigned i;

	names.n = 0;
	bad = names_read(&names, p->value);
	if (bad != NULL) {
		sbuf_init(&s, text, 64);
		names_word(&s, bad);
		return err_why(e, p->name, text, "not a name; allowed are "
		    NAMES_ALLOWED);
	}
	if (names.n == 0)
		return 0;
	if (option != NULL)
		add(w, option);
	sbuf_init(&s, text, sizeof text);
	names_show(&s, &names);
	if (option != NULL)
		add(w, text);
	for (i = 0; option == NULL && i < names.n; i++)
		add(w, names.item[i].text);
	return 0;
}

static int
take_key_type(struct words *w, const char *option, const struct form_field *p,
    struct err *e)
{
	enum key_kind ignored;

	if (p->len == 0)
		return 0;
	if (conf_key(p->value, &ignored) < 0)
		return err_why(e, p->name, NULL, "must be p256, p384, rsa2048, "
		    "rsa3072 or rsa4096");
	add(w, option);
	add(w, p->value);
	return 0;
}

static int
take_form(struct words *w, const char *option, const struct form_field *p,
    struct err *e)
{
	(void)option;
	if (strcmp(p->value, "der") == 0)
		add(w, "--der");
	else if (strcmp(p->value, "mobileconfig") == 0)
		add(w, "--mobileconfig");
	else if (p->len > 0 && strcmp(p->value, "pem") != 0)
		return err_why(e, p->name, NULL, "must be pem, der or "
		    "mobileconfig");
	return 0;
}

static int
take_action(struct words *w, const char *option, const struct form_field *p,
    struct err *e)
{
	static const char *const actions[] = {
		"show", "set", "get", "check", "run", "persist"
	};
	unsigned i;

	(void)option;
	for (i = 0; i < sizeof actions / sizeof actions[0]; i++)
		if (strcmp(p->value, actions[i]) == 0) {
			add(w, p->value);
			return 0;
		}
	return err_why(e, p->name, NULL, "must be show, set, get, check, run "
	    "or persist");
}

/* A field that is called like the key OPTION. */
static int
take_value(struct words *w, const char *option, const struct form_field *p,
    struct err *e)
{
	static APART char text[FORM_VALUE_MAX];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, option);
	sbuf_char(&s, '=');
	sbuf_mem(&s, p->value, p->len);
	if (s.cut)
		return err_why(e, p->name, NULL, "is too long");
	add(w, text);
	return 0;
}

/* The same; what is empty stays as it is, because no form shows it. */
static int
take_filled(struct words *w, const char *option, const struct form_field *p,
    struct err *e)
{
	return p->len == 0 ? 0 : take_value(w, option, p, e);
}

/* KEY=VALUE; no key that names a file or a program of the device. */
static int
take_key(struct words *w, const char *option, const struct form_field *p,
    struct err *e)
{
	static const char *const keys[] = {
		"acme", "acme-email", "acme-agree", "acme-directory",
		"acme-staging", "acme-eab", "acme-challenge", "acme-profile"
	};
	size_t n = strcspn(p->value, "=");
	unsigned i;

	(void)option;
	for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (strlen(keys[i]) == n && p->value[n] == '=' &&
		    memcmp(p->value, keys[i], n) == 0) {
			add(w, p->value);
			return 0;
		}
	return err_why(e, p->name, NULL, "must be key=value; the keys are "
	    "acme, acme-email, acme-agree, acme-directory, acme-staging, "
	    "acme-eab, acme-challenge and acme-profile");
}

/* Uploaded or pasted; OPTION NULL: an operand. */
static int
take_file(struct words *w, const char *option, const struct form_field *p,
    struct err *e)
{
	const char *word;

	if (p->len == 0 && p->file == NULL)
		return 0;
	word = given_add(p->file == NULL || p->file[0] == '\0' ? p->name :
	    p->file, p->value, p->len);
	if (word == NULL)
		return err_why(e, p->name, NULL, "too many files");
	if (option != NULL)
		add(w, option);
	add(w, word);
	return 0;
}

/* A field that may come once, unless it is MANY. */
static const struct taken {
	unsigned bit;
	bool many;
	const char *field, *option;
	int (*take)(struct words *w, const char *option,
	    const struct form_field *p, struct err *e);
} fields[] = {
	{ FORCE, false, "force", "--force", take_flag },
	{ NEW_KEY, false, "new-key", "--new-key", take_flag },
	{ ALSO, false, "also", "--also", take_flag },
	{ TRIAL, false, "trial", "--trial", take_trial },
	{ KEY_TYPE, false, "key-type", "--key-type", take_key_type },
	{ FORM, false, "form", NULL, take_form },
	{ NAMES, false, "names", "--names", take_names },
	{ OPERANDS, false, "names", NULL, take_names },
	{ ACME, false, "action", NULL, take_action },
	{ ACME, true, "set", NULL, take_key },
	{ ACME, false, "acme", "acme", take_filled },
	{ ACME, false, "acme-email", "acme-email", take_value },
	{ ACME, false, "acme-agree", "acme-agree", take_filled },
	{ ACME, false, "acme-directory", "acme-directory", take_value },
	{ ACME, false, "acme-eab", "acme-eab", take_filled },
	{ FILES, false, "passphrase", "--passphrase-file", take_file },
	{ FILES, false, "key", "--key", take_file },
	{ FILES, true, "file", NULL, take_file },
	{ FILES, false, "pem", NULL, take_file }
};

static int
take(struct words *w, const struct taken *t, const struct form *f,
    struct err *e)
{
	const struct form_field *p = NULL;
	unsigned n = 0;

	while ((p = form_next(f, t->field, p)) != NULL) {
		if (n++ > 0 && !t->many)
			return err_why(e, t->field, NULL, "given twice");
		if (t->take(w, t->option, p, e) < 0)
			return -1;
	}
	return 0;
}

const struct verb *
verbs_find(const char *name)
{
	unsigned i;

	for (i = 0; i < VERBS; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

void
verbs_each(void (*say)(void *arg, const char *name), void *arg)
{
	unsigned i;

	for (i = 0; i < VERBS; i++)
		say(arg, verbs[i].name);
}

bool
verbs_reads(const struct verb *v)
{
	return v->fields != 0;
}

int
verbs_words(struct words *w, const struct verb *v, const struct form *f,
    const char *config, struct err *e)
{
	unsigned i;

	w->argc = 0;
	w->used = 0;
	w->full = false;
	add(w, "thimble-cert");
	add_words(w, v->command);
	if (config != NULL) {
		add(w, "--config");
		add(w, config);
	}
	if (v->fields & WAIT)
		add_words(w, "--wait 20");
	for (i = 0; i < sizeof fields / sizeof fields[0]; i++)
		if ((v->fields & fields[i].bit) != 0 &&
		    take(w, &fields[i], f, e) < 0)
			return -1;
	return w->full ? err_why(e, v->name, NULL, "too many words") : 0;
}
