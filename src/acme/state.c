/* SPDX-License-Identifier: MIT */
/* The file of state: see state.h. */
#include "acme/state.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/file.h"
#include "base/install.h"
#include "base/num.h"

enum { STATE_LINE = 512 };

/* A symbolic link, which needs no room on a full disk. */
#define OWN ACME_FOLDER "/own"

static const char *const words[] = {
	[STATE_NEVER] = "never",
	[STATE_BROKEN_OFF] = "interrupted",
	[STATE_ISSUED] = "issued",
	[STATE_FAILED] = "failed"
};

enum { N_WORDS = sizeof words / sizeof words[0] };

const char *
state_word(enum state_result r)
{
	return words[r];
}

/* Seconds in decimal; the text beside it is for people. */
static int64_t
read_time(const char *v)
{
	unsigned long n;

	return num_parse(v, 0, 0x7fffffff, &n) == 0 ? (int64_t)n : 0;
}

/* One printable line. */
static void
read_text(char *to, size_t cap, const char *v)
{
	struct sbuf s;

	sbuf_init(&s, to, cap);
	sbuf_shown(&s, v, strlen(v));
}

static void
take(struct state *s, const char *key, const char *v)
{
	unsigned i;

	if (strcmp(key, "result") == 0) {
		for (i = 0; i < N_WORDS; i++)
			if (strcmp(v, words[i]) == 0)
				s->result = (enum state_result)i;
	} else if (strcmp(key, "last-try") == 0) {
		s->last = read_time(v);
	} else if (strcmp(key, "next-try") == 0) {
		s->next = read_time(v);
	} else if (strcmp(key, "failures") == 0) {
		(void)num_parse(v, 0, 1000000, &s->failures);
	} else if (strcmp(key, "minute") == 0) {
		s->minute_set = num_parse(v, 0, STATE_MINUTES - 1,
		    &s->minute) == 0;
	} else if (strcmp(key, "error") == 0) {
		read_text(s->error, sizeof s->error, v);
	} else if (strcmp(key, "reason") == 0) {
		read_text(s->reason, sizeof s->reason, v);
	} else if (strcmp(key, "installed") == 0) {
		read_text(s->installed, sizeof s->installed, v);
	} else if (strcmp(key, "obstacle") == 0) {
		read_text(s->obstacle, sizeof s->obstacle, v);
	} else if (strcmp(key, "account") == 0) {
		read_text(s->account, sizeof s->account, v);
	}
}

void
state_parse(struct state *s, const char *text, size_t len)
{
	char line[STATE_LINE];
	const char *end = text + len, *newline;
	char *value;
	size_t n;

	memset(s, 0, sizeof *s);
	for (; text < end; text = newline + 1) {
		newline = memchr(text, '\n', (size_t)(end - text));
		if (newline == NULL)
			break;
		n = (size_t)(newline - text);
		if (n >= sizeof line)
			continue;
		memcpy(line, text, n);
		line[n] = '\0';
		value = strchr(line, '=');
		if (value == NULL)
			continue;
		*value++ = '\0';
		take(s, line, value);
	}
}

static void
put(struct sbuf *out, const char *key, const char *v)
{
	if (v[0] == '\0')
		return;
	sbuf_str(out, key);
	sbuf_char(out, '=');
	sbuf_str(out, v);
	sbuf_char(out, '\n');
}

static void
put_number(struct sbuf *out, const char *key, uint64_t n)
{
	sbuf_str(out, key);
	sbuf_char(out, '=');
	sbuf_dec(out, n);
	sbuf_char(out, '\n');
}

void
state_write(const struct state *s, struct sbuf *out)
{
	put_number(out, "version", 1);
	put(out, "result", words[s->result]);
	if (s->last > 0)
		put_number(out, "last-try", (uint64_t)s->last);
	if (s->next > 0)
		put_number(out, "next-try", (uint64_t)s->next);
	put_number(out, "failures", s->failures);
	if (s->minute_set)
		put_number(out, "minute", s->minute);
	put(out, "error", s->error);
	put(out, "reason", s->reason);
	put(out, "obstacle", s->obstacle);
	put(out, "installed", s->installed);
	put(out, "account", s->account);
}

void
state_load(struct state *s)
{
	static APART char text[STATE_MAX + 2];
	struct err ignored;
	struct stat st;
	size_t len = 0;

	err_clear(&ignored);
	if (file_read(ACME_FOLDER "/" STATE_FILE, 0, text, sizeof text, &len,
	    NULL, &ignored) < 0)
		len = 0;
	state_parse(s, text, len);
	s->own = lstat(OWN, &st) == 0;
}

void
state_own(bool own)
{
	struct err ignored;

	err_clear(&ignored);
	if (!own)
		(void)unlink(OWN);
	/* Or else nothing was installed, which leads to the same. */
	else if (symlink("yes", OWN) < 0 && errno != EEXIST)
		(void)unlink(ACME_FOLDER "/" STATE_FILE);
	(void)install_flush_folder(ACME_FOLDER, &ignored);
}

/* Whatever can be read back will do. */
static int
judge(void *arg, const char *text, size_t len, struct err *e)
{
	(void)arg;
	(void)text;
	return len > 0 ? 0 : err_why(e, STATE_FILE, NULL, "empty");
}

int
state_save(const struct state *s, struct err *e)
{
	static APART char text[STATE_MAX], back[STATE_MAX + 2];
	struct install job = {
		.name = STATE_FILE, .mode = 0600, .bytes = text,
		.back = back, .cap = sizeof back, .judge = judge
	};
	struct sbuf out;

	sbuf_init(&out, text, sizeof text);
	state_write(s, &out);
	job.len = out.len;
	return install_file(&job, e);
}
