/* SPDX-License-Identifier: MIT */
/* The hook's socket: see serve.h. */
#include "web/serve.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/exit.h"
#include "base/io.h"
#include "base/log.h"
#include "base/num.h"
#include "base/sbuf.h"
#include "os/fd.h"
#include "os/ids.h"
#include "os/unix.h"

enum { LINE_MAX_LEN = 300, UID_MAX = 0x7fffffff, AGE_MAX = 0x7fffffff };

static bool
is_user(unsigned long uid, const char *user)
{
	unsigned long ids[2];

	return num_parse(user, 0, UID_MAX, ids) == 0 ||
	    ids_find("/etc/passwd", user, ids) == 0 ? ids[0] == uid : false;
}

/* Whether the peer of descriptor 0 may use the hook. */
static int
judge_peer(char *const *users, int n, struct err *e)
{
	unsigned long uid;
	char text[24];
	struct sbuf s;
	int i;

	if (unix_peer(0, &uid) < 0)
		return err_why(e, "standard input", NULL,
		    "is not a unix socket");
	if (uid == 0)
		return 0;
	for (i = 0; i < n; i++)
		if (is_user(uid, users[i]))
			return 0;
	sbuf_init(&s, text, sizeof text);
	sbuf_dec(&s, uid);
	return err_why(e, "hook", "user", text);
}

/* The line up to its newline, without it. */
static int
read_line(char line[LINE_MAX_LEN], struct err *e)
{
	size_t n = 0;

	while (n < LINE_MAX_LEN && read(0, line + n, 1) == 1) {
		if (line[n] == '\n') {
			line[n] = '\0';
			return 0;
		}
		n++;
	}
	return err_why(e, "hook", NULL, "no request in the first line");
}

/* The next word of LINE; the rest is at *NEXT. */
static char *
word(char **next)
{
	char *at = *next;

	*next += strcspn(at, " ");
	if (**next != '\0')
		*(*next)++ = '\0';
	return at;
}

static int
read_ask(struct ask *a, char head[LINE_MAX_LEN], char line[LINE_MAX_LEN],
    struct err *e)
{
	char *next = line, *form;
	unsigned long len, age;

	a->id = a->from = "";
	a->age_ms = -1;
	if (read_line(line, e) < 0)
		return -1;
	if (strncmp(line, "for ", 4) == 0) {
		memcpy(head, line, LINE_MAX_LEN);
		next = head + 4;
		a->from = word(&next);
		a->id = word(&next);
		if (num_parse(next, 0, AGE_MAX, &age) == 0)
			a->age_ms = (long)age;
		if (read_line(line, e) < 0)
			return -1;
		next = line;
	}
	a->verb = word(&next);
	form = word(&next);
	a->lines = strcmp(form, "lines") == 0;
	if (!a->lines && strcmp(form, "json") != 0)
		return err_why(e, "hook", NULL, "neither json nor lines");
	if (num_parse(word(&next), 0, FORM_MAX, &len) < 0)
		return err_why(e, "hook", NULL, "the length must be 0 to "
		    "262144");
	a->type = next;
	return hook_read(a, 0, len, e);
}

int
serve_hook(const struct web *w, char *const *users, int n, bool *child)
{
	struct ask a = { .verb = "", .guarded = w->page != 0 };
	char head[LINE_MAX_LEN], line[LINE_MAX_LEN], text[8];
	struct answer r;
	struct sbuf s;
	struct err e;

	*child = false;
	/* From inetd it is the peer, too, which gets the answer only. */
	if (fd_to_null(STDERR_FILENO) < 0)
		return EXIT_FAILED;
	log_open("thimble-web", LOG_FACILITY_DAEMON, LOG_LEVEL_NOTICE);
	err_clear(&e);
	if (judge_peer(users, n, &e) < 0) {
		log_err(LOG_LEVEL_WARNING, &e);
		return EXIT_FAILED;
	}
	if (read_ask(&a, head, line, &e) < 0)
		hook_refuse(&a, &r, EXIT_USAGE, &e);
	else
		hook_answer(w, &a, &r);
	*child = r.child;
	if (r.child)
		return r.status;
	sbuf_init(&s, text, sizeof text);
	sbuf_dec(&s, (uint64_t)r.status);
	sbuf_char(&s, '\n');
	return io_write(STDOUT_FILENO, text, s.len) < 0 ||
	    io_write(STDOUT_FILENO, r.text, r.len) < 0 ? EXIT_FAILED :
	    EXIT_GOOD;
}

int
serve_status(int fd, struct err *e)
{
	unsigned long value;
	char status[8];
	size_t n = 0;

	while (n < sizeof status - 1 && read(fd, status + n, 1) == 1 &&
	    status[n] != '\n')
		n++;
	status[n] = '\0';
	if (num_parse(status, 0, 255, &value) < 0)
		return err_why(e, "hook", NULL, "does not answer; may this "
		    "user ask it?");
	return (int)value;
}

int
serve_pass_on(int fd, int to, struct err *e)
{
	char text[1024];
	ssize_t got;

	for (;;) {
		got = read(fd, text, sizeof text);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		if (io_write(to, text, (size_t)got) < 0)
			return err_set(e, "write", "the answer", errno);
	}
	return got < 0 ? err_set(e, "read", "the answer", errno) : 0;
}

/* Nothing if A is not about a visitor of the page. */
static void
add_visitor(struct sbuf *s, const struct ask *a)
{
	if (a->from == NULL)
		return;
	sbuf_str(s, "for ");
	sbuf_str(s, a->from[0] == '\0' ? "-" : a->from);
	sbuf_char(s, ' ');
	sbuf_str(s, a->id[0] == '\0' ? "-" : a->id);
	sbuf_char(s, ' ');
	if (a->age_ms < 0)
		sbuf_char(s, '-');
	else
		sbuf_dec(s, (uint64_t)a->age_ms);
}

int
serve_ask(const struct web *w, const struct ask *a, struct err *e)
{
	char head[LINE_MAX_LEN], line[LINE_MAX_LEN];
	struct sbuf h, s;
	int to;

	sbuf_init(&h, head, sizeof head);
	add_visitor(&h, a);
	sbuf_init(&s, line, sizeof line);
	sbuf_str(&s, a->verb);
	sbuf_str(&s, a->lines ? " lines " : " json ");
	sbuf_dec(&s, a->len);
	sbuf_char(&s, ' ');
	sbuf_str(&s, a->type == NULL ? "" : a->type);
	/* One line is one line, whatever the browser sent. */
	if (s.cut || h.cut || strpbrk(a->verb, " \n") != NULL ||
	    strchr(line, '\n') != NULL || strchr(head, '\n') != NULL)
		return err_why(e, "hook", NULL, "the verb or the form's type "
		    "is not valid");
	sbuf_char(&s, '\n');
	if (h.len > 0)
		sbuf_char(&h, '\n');
	to = unix_connect(w->socket, e);
	if (to < 0)
		return -1;
	/* If it has closed already, it has answered, or does not. */
	if ((io_write(to, head, h.len) == 0 &&
	    io_write(to, line, s.len) == 0 &&
	    io_write(to, a->body, a->len) == 0) || errno == EPIPE)
		return to;
	err_set(e, "write to", w->socket, errno);
	(void)close(to);
	return -1;
}
