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

/* Whether the line at TEXT is about the key of WORD. */
static bool
is_about(const char *text, const char *word)
{
	size_t len = strcspn(word, "=");

	text += strspn(text, " \t");
	return strncmp(text, word, len) == 0 && text[len] != '\0' &&
	    strchr(" \t=", text[len]) != NULL;
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

static void
compose(struct sbuf *s, const char *text, char *const *words, int n)
{
	const char *value;
	size_t len;
	int i;

	for (; *text != '\0'; text += len) {
		len = strcspn(text, "\n");
		len += text[len] == '\n';
		for (i = 0; i < n && !is_about(text, words[i]); i++)
			;
		if (i == n)
			sbuf_mem(s, text, len);
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
}

static int
judge(void *arg, const char *text, size_t len, struct err *e)
{
	struct conf *c = arg;

	conf_default(c);
	return conf_parse(text, len, c, e);
}

int
conf_edit(char *const *words, int n, const char *start, struct conf *c,
    struct err *e)
{
	static APART char old[CONF_MAX + 2], new[CONF_MAX + 2];
	static APART char back[CONF_MAX + 2];
	struct install job = {
		.name = STORE_CONF_NAME, .mode = 0644, .bytes = new,
		.back = back, .cap = sizeof back, .judge = judge, .arg = c
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
	compose(&s, old, words, n);
	if (strcmp(old, new) == 0)
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
conf_again(const char *path, struct conf *c, struct err *e)
{
	static APART struct conf again;

	if (!conf_is_inside(path, c->dir) || access(STORE_CONF_NAME, F_OK) < 0)
		return 0;
	if (conf_read(STORE_CONF_NAME, &again, e) < 0)
		return -1;
	/* Of another folder it says nothing about this one. */
	if (strcmp(again.dir, c->dir) == 0)
		*c = again;
	return 0;
}
