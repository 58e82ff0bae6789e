/* SPDX-License-Identifier: MIT */
/* The backend behind STARTTLS: see starttls_after.h. */
#include "relay/starttls_after.h"

#include <string.h>
#include <strings.h>

/* Bytes that identify a greeting. */
enum { HELLO_LEN = 4 };

/* Output for the client, edited in place: never ahead of the input. */
struct out {
	char *to;
	size_t len;
};

static void
put(struct out *o, char c)
{
	o->to[o->len++] = c;
}

/* Passes on the bytes that were held back. */
static void
let_go(struct starttls_word_now *w, struct out *o)
{
	memcpy(o->to + o->len, w->text, w->len);
	o->len += w->len;
	w->len = 0;
}

static bool
is_greeting(const struct starttls_after *a)
{
	const char (*hello)[5] = a->protocol->hello;
	size_t i, len;

	for (i = 0; i < 2; i++) {
		len = strlen(hello[i]);
		if (len > 0 && a->down.len >= len &&
		    strncasecmp(a->down.text, hello[i], len) == 0)
			return true;
	}
	return false;
}

static void
greeting(struct starttls_after *a, char c, struct out *o)
{
	struct starttls_word_now *w = &a->down;

	w->text[w->len++] = c;
	if (c != '\n' && w->len < HELLO_LEN)
		return;
	if (!is_greeting(a)) {
		a->phase = STARTTLS_OPEN;
		let_go(w, o);
		return;
	}
	/* "220-": SMTP has more to say (RFC 5321, 4.2.1). */
	a->more = w->text[0] == '2' && w->text[w->len - 1] == '-';
	a->phase = c == '\n' ? STARTTLS_FILTER : STARTTLS_SWALLOW;
	w->len = 0;
}

/* Handles a complete word of the backend, which the character END follows. */
static void
judge(struct starttls_after *a, char end, struct out *o)
{
	struct starttls_word_now *w = &a->down;
	const char *text = w->text;

	w->text[w->len] = '\0';
	if (!w->is_long) {
		switch (a->protocol->word(*text == ' ' ? text + 1 : text,
		    w->at, a->listed, end)) {
		case STARTTLS_KEEP:
			break;
		case STARTTLS_LIST:
			a->listed = true;
			break;
		case STARTTLS_DROP_LINE:
			a->skips = true;
			w->len = 0;
			break;
		case STARTTLS_DROP:
			w->len = 0;
			break;
		case STARTTLS_HELP:
			memcpy(w->text, " HELP", 5);
			w->len = 5;
			break;
		}
	}
	let_go(w, o);
	w->is_long = false;
}

static bool
ends_word(char c)
{
	return c == ' ' || c == ']' || c == '\r' || c == '\n';
}

static void
hold(struct starttls_word_now *w, char c, struct out *o)
{
	if (w->len < STARTTLS_WORD_MAX && !w->is_long) {
		w->text[w->len++] = c;
		return;
	}
	let_go(w, o);
	w->is_long = true;
	put(o, c);
}

static void
filter(struct starttls_after *a, char c, struct out *o)
{
	if (!a->skips && !ends_word(c)) {
		hold(&a->down, c, o);
	} else if (!a->skips) {
		judge(a, c, o);
		if (c == ' ') {
			hold(&a->down, c, o);
			a->down.at++;
		} else if (!a->skips) {
			put(o, c);
		}
	}
	if (c == '\n' || c == ']')
		a->listed = false;
	if (c == '\n') {
		a->skips = false;
		a->down.at = 0;
	}
}

/*
 * Edits LEN bytes after the room for the held ones; returns how many are left.
 */
static size_t
edit(struct starttls_after *a, char *buf, size_t len)
{
	const char *from = buf + STARTTLS_WORD_MAX;
	struct out o = { buf, 0 };
	size_t i;

	for (i = 0; i < len; i++) {
		switch (a->phase) {
		case STARTTLS_GREETING:
			greeting(a, from[i], &o);
			break;
		case STARTTLS_SWALLOW:
			if (from[i] == '\n')
				a->phase = a->more ? STARTTLS_GREETING :
				    STARTTLS_FILTER;
			break;
		case STARTTLS_FILTER:
			filter(a, from[i], &o);
			break;
		case STARTTLS_OPEN:
			put(&o, from[i]);
			break;
		}
	}
	return o.len;
}

static bool
is_greeted(const struct starttls_after *a)
{
	return a->phase == STARTTLS_FILTER || a->phase == STARTTLS_OPEN;
}

/*
 * Nothing for the client now.  If its bytes have been waiting for the greeting,
 * wait next for the backend's socket to become writable.
 */
static long
again(struct starttls_after *a, enum stream_want want)
{
	a->stream.want = a->refused && is_greeted(a) ? STREAM_WANT_WRITE :
	    want;
	return STREAM_AGAIN;
}

static long
after_read(void *self, void *buf, size_t cap)
{
	struct starttls_after *a = self;
	struct out o = { buf, 0 };
	char *room = o.to;
	long n;

	if (a->phase == STARTTLS_OPEN) {
		if (a->down.len > 0) {
			let_go(&a->down, &o);
			return (long)o.len;
		}
		n = a->backend->read(a->backend->self, buf, cap);
		return n == STREAM_AGAIN ? again(a, a->backend->want) : n;
	}
	n = a->backend->read(a->backend->self, room + STARTTLS_WORD_MAX,
	    cap - STARTTLS_WORD_MAX);
	if (n == STREAM_AGAIN)
		return again(a, a->backend->want);
	if (n <= 0) {
		/* End of input; deliver the held bytes first. */
		a->phase = STARTTLS_OPEN;
		let_go(&a->down, &o);
		return o.len > 0 ? (long)o.len : n;
	}
	o.len = edit(a, room, (size_t)n);
	return o.len > 0 ? (long)o.len : again(a, STREAM_WANT_READ);
}

/* Whether the answer to the client's command in W never contains mail. */
static bool
is_safe(const struct starttls_after *a, struct starttls_word_now *w)
{
	size_t i;

	w->text[w->len] = '\0';
	for (i = 0; i < sizeof a->protocol->safe /
	    sizeof a->protocol->safe[0]; i++)
		if (starttls_is(w->text, a->protocol->safe[i]))
			return !w->is_long && w->len > 0;
	return false;
}

/*
 * Examines the client's data; the first unsafe command makes the stream
 * transparent.
 */
static void
watch(struct starttls_after *a, const char *s, size_t len)
{
	struct starttls_word_now *w = &a->up;
	size_t i;

	for (i = 0; i < len && a->phase == STARTTLS_FILTER; i++) {
		if (s[i] != ' ' && s[i] != '\r' && s[i] != '\n') {
			if (w->len < STARTTLS_WORD_MAX)
				w->text[w->len++] = s[i];
			else
				w->is_long = true;
			continue;
		}
		/* The line ended before its command: no command. */
		if ((w->at == a->protocol->verb_at && !is_safe(a, w)) ||
		    (w->at < a->protocol->verb_at && s[i] != ' '))
			a->phase = STARTTLS_OPEN;
		w->at = s[i] == '\n' ? 0 : w->at + 1;
		w->len = 0;
		w->is_long = false;
	}
}

static long
after_write(void *self, const void *buf, size_t len)
{
	struct starttls_after *a = self;
	long n;

	if (!is_greeted(a)) {
		a->refused = true;
		a->stream.want = STREAM_WANT_READ;
		return STREAM_AGAIN;
	}
	a->refused = false;
	n = a->backend->write(a->backend->self, buf, len);
	a->stream.want = a->backend->want;
	/* The answer is read later, so this is in time. */
	if (n > 0)
		watch(a, buf, (size_t)n);
	return n;
}

static long
after_shut(void *self)
{
	struct starttls_after *a = self;
	long n = a->backend->shut(a->backend->self);

	a->stream.want = a->backend->want;
	return n;
}

struct stream *
starttls_after_init(struct starttls_after *a,
    const struct starttls_protocol *p, struct stream *backend)
{
	memset(a, 0, sizeof *a);
	a->stream.self = a;
	a->stream.read = after_read;
	a->stream.write = after_write;
	a->stream.shut = after_shut;
	a->backend = backend;
	a->protocol = p;
	return &a->stream;
}
