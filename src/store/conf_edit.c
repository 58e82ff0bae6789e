/* SPDX-License-Identifier: MIT */
/* Editing the configuration: see conf_edit.h. */
#include "store/conf_edit.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/file.h"
#include "base/install.h"
#include "store/store.h"

enum { KEY_MAX = 32 };

/* Credentials: the file is for root alone then. */
#define SECRET "acme-eab="

/* Whether the line of LEN bytes at TEXT is about the key of WORD. */
static bool
is_about(const char *text, size_t len, const char *word)
{
	const char *end = text + len;
	size_t n = strcspn(word, "=");

	while (text < end && (*text == ' ' || *text == '\t'))
		text++;
	return (size_t)(end - text) > n && memcmp(text, word, n) == 0 &&
	    text[n] != '\0' && strchr(" \t=", text[n]) != NULL;
}

/* Whether nobody can tell what the line of LEN bytes at TEXT is about. */
static bool
is_nonsense(const char *text, size_t len)
{
	static APART struct conf c;
	struct err ignored;

	err_clear(&ignored);
	conf_default(&c);
	return conf_parse(text, len, &c, &ignored) < 0 &&
	    (c.bad & CONF_BAD_OTHER) != 0;
}

/* Nothing that would end the line or begin a comment. */
static int
judge_word(const char *word, const char *start, struct err *e)
{
	size_t key = strcspn(word, "="), i;
	char shown[KEY_MAX];
	struct sbuf s;

	sbuf_init(&s, shown, sizeof shown);
	sbuf_mem(&s, word, key);
	if (word[key] != '=' || key == 0 || key >= KEY_MAX ||
	    strncmp(word, start, strlen(start)) != 0)
		return err_why(e, shown, NULL, "not a key that can be set");
	for (i = 0; word[i] != '\0'; i++)
		if (word[i] < ' ' || word[i] > '~' || word[i] == '#')
			return err_why(e, shown, NULL, "only printable ASCII "
			    "without # is allowed");
	return 0;
}

/* Whether nonsense was left out. */
static bool
compose(struct sbuf *s, const char *text, size_t all, char *const *words,
    int n)
{
	const char *end = text + all, *next, *value;
	bool nonsense = false;
	int i;

	for (; text < end; text = next) {
		next = memchr(text, '\n', (size_t)(end - text));
		next = next == NULL ? end : next + 1;
		for (i = 0; i < n && !is_about(text, (size_t)(next - text),
		    words[i]); i++)
			;
		if (i == n && is_nonsense(text, (size_t)(next - text)))
			nonsense = true;
		else if (i == n)
			sbuf_mem(s, text, (size_t)(next - text));
	}
	if (s->len > 0 && s->buf[s->len - 1] != '\n')
		sbuf_char(s, '\n');
	for (i = 0; i < n; i++) {
		value = strchr(words[i], '=') + 1;
		value += strspn(value, " ");
		if (*value == '\0')
			continue;
		sbuf_mem(s, words[i], strcspn(words[i], "="));
		sbuf_str(s, " = ");
		sbuf_str(s, value);
		sbuf_char(s, '\n');
	}
	return nonsense;
}

struct edit {
	struct conf *c;
	unsigned need;
};

static int
judge(void *arg, const char *text, size_t len, struct err *e)
{
	const struct edit *edit = arg;
	struct err ignored;

	err_clear(&ignored);
	conf_default(edit->c);
	if (conf_parse(text, len, edit->c, &ignored) == 0 ||
	    (edit->c->bad & edit->need) == 0)
		return 0;
	return err_why(e, STORE_CONF_NAME, NULL, ignored.text);
}

int
conf_edit(char *const *words, int n, const char *start, unsigned need,
    struct conf *c, struct err *e)
{
	static APART char old[CONF_MAX + 2], new[CONF_MAX + 2];
	static APART char back[CONF_MAX + 2];
	struct edit edit = { .c = c, .need = need };
	struct install job = {
		.name = STORE_CONF_NAME, .mode = 0644, .bytes = new,
		.back = back, .cap = sizeof back, .judge = judge, .arg = &edit
	};
	struct stat st;
	struct sbuf s;
	size_t len = 0;
	int i;

	for (i = 0; i < n; i++)
		if (judge_word(words[i], start, e) < 0)
			return -1;
	if (lstat(STORE_CONF_NAME, &st) == 0) {
		/* Credentials in it stay as private as they are. */
		job.mode = st.st_mode & 0644;
		if (file_read(STORE_CONF_NAME, 0, old, sizeof old, &len, NULL,
		    e) < 0)
			return -1;
	} else if (errno != ENOENT) {
		return err_set(e, "stat", STORE_CONF_NAME, errno);
	}
	for (i = 0; i < n; i++)
		if (strncmp(words[i], SECRET, sizeof SECRET - 1) == 0)
			job.mode &= 0600;
	old[len] = '\0';
	sbuf_init(&s, new, sizeof new);
	if (compose(&s, old, len, words, n))
		job.keep = ".bad";
	if (s.len == len && memcmp(old, new, len) == 0)
		return 0;
	job.len = s.len;
	if (s.cut)
		return err_why(e, STORE_CONF_NAME, NULL, "too long");
	return install_file(&job, e) < 0 ? -1 : 1;
}

bool
conf_is_inside(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	if (path == NULL)
		path = STORE_CONF;
	return strncmp(path, dir, n) == 0 &&
	    strcmp(path + n, "/" STORE_CONF_NAME) == 0;
}

int
conf_again(const char *path, unsigned need, struct conf *c, struct err *e)
{
	static APART struct conf again;

	if (!conf_is_inside(path, c->dir) || access(STORE_CONF_NAME, F_OK) < 0)
		return 0;
	if (conf_need(STORE_CONF_NAME, need, &again, e) < 0)
		return -1;
	err_clear(e);
	/* Of another folder it says nothing about this one. */
	if (strcmp(again.dir, c->dir) == 0)
		*c = again;
	return 0;
}
