/* SPDX-License-Identifier: MIT */
/*
 * The relay between two streams that do whatever the input says: short reads
 * and writes, "again" at any time, an end of each kind in each direction.
 *
 * Each byte of the input is what one call does. What must hold: no byte is
 * lost, doubled or changed on its way, a direction that ended in order is
 * told so to the other side, and it all comes to an end.
 */
#include "lib/fuzz.h"

#include <string.h>

#include "base/stream.h"
#include "relay/relay.h"

enum { CAP = 16, STEPS_MAX = 20000 };

static const uint8_t *script;
static size_t script_len, script_at;

/* The next byte of the script; behind its end every call ends its stream. */
static unsigned
next(void)
{
	return script_at < script_len ? script[script_at++] : 255;
}

struct side {
	struct stream stream;
	uint64_t given, taken;		/* bytes that we said, that we heard */
	int ended, gone, shut;
	const void *retry;	/* what write said AGAIN to */
	size_t retry_len;
};

static long
side_read(void *self, void *buf, size_t cap)
{
	struct side *s = self;
	unsigned what = next();
	unsigned char *to = buf;
	size_t i, n;

	MUST(cap > 0);
	if (s->gone)
		return STREAM_GONE;
	if (s->ended)
		return STREAM_EOF;
	if (what < 64) {
		s->stream.want = what < 60 ? STREAM_WANT_READ :
		    STREAM_WANT_WRITE;
		return STREAM_AGAIN;
	}
	if (what >= 250) {
		s->ended = 1;
		s->gone = what == 250;
		return what == 250 ? STREAM_GONE : what == 251 ? STREAM_CUT :
		    STREAM_EOF;
	}
	n = what % CAP + 1;
	if (n > cap)
		n = cap;
	for (i = 0; i < n; i++)
		to[i] = (unsigned char)(s->given++ * 7);
	return (long)n;
}

static long
side_write(void *self, const void *buf, size_t len)
{
	struct side *s = self;
	unsigned what = next();
	const unsigned char *from = buf;
	size_t i, n;

	MUST(len > 0 && len <= CAP);
	MUST(!s->shut);
	/* base/stream.h: after AGAIN the same bytes come again. */
	if (s->retry != NULL)
		MUST(buf == s->retry && len == s->retry_len);
	s->retry = NULL;
	if (s->gone || what == 250) {
		s->gone = 1;
		return STREAM_GONE;
	}
	if (what < 64) {
		s->stream.want = what < 60 ? STREAM_WANT_WRITE :
		    STREAM_WANT_READ;
		s->retry = buf;
		s->retry_len = len;
		return STREAM_AGAIN;
	}
	n = what % len + 1;
	for (i = 0; i < n; i++)
		MUST(from[i] == (unsigned char)(s->taken++ * 7));
	return (long)n;
}

static long
side_shut(void *self)
{
	struct side *s = self;
	unsigned what = next();

	if (what < 64) {
		s->stream.want = STREAM_WANT_WRITE;
		return STREAM_AGAIN;
	}
	if (s->gone || what == 250) {
		s->gone = 1;
		return STREAM_GONE;
	}
	s->shut = 1;
	return 0;
}

static void
start(struct side *s)
{
	memset(s, 0, sizeof *s);
	s->stream.self = s;
	s->stream.read = side_read;
	s->stream.write = side_write;
	s->stream.shut = side_shut;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	unsigned char up[CAP], down[CAP];
	struct side client, backend;
	struct relay r;
	int steps;

	script = data;
	script_len = len;
	script_at = 0;
	start(&client);
	start(&backend);
	relay_init(&r, &client.stream, &backend.stream, up, down, CAP);
	for (steps = 0; !relay_over(&r); steps++) {
		MUST(steps < STEPS_MAX);
		if (relay_step(&r) || relay_over(&r))
			continue;
		/* It waits, so it says for what: or it would sleep for ever. */
		MUST((relay_client_want(&r) | relay_backend_want(&r)) != 0);
	}
	MUST(r.up.bytes == backend.taken);
	MUST(r.down.bytes == client.taken);
	if (!client.gone && !backend.gone) {
		MUST(client.given == backend.taken);
		MUST(backend.given == client.taken);
		MUST(client.shut && backend.shut);
	}
	return 0;
}
