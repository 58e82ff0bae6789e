/* SPDX-License-Identifier: MIT */
/* The relay, call by call: streams that answer from a script. */
#include "lib/unit.h"
#include "relay/relay.h"

/*
 * One call: R a read, W a write, S a shut.  N is its count or stream_result;
 * reads with a count take their bytes from TEXT, writes bring all of TEXT.
 */
struct call {
	char what;
	long n;
	const char *text;
	enum stream_want want;
};

#define READ(text) { 'R', sizeof text - 1, text, STREAM_WANT_NONE }
#define WROTE(n, text) { 'W', n, text, STREAM_WANT_NONE }
#define R_AGAIN { 'R', STREAM_AGAIN, NULL, STREAM_WANT_READ }
#define R_AGAIN_W { 'R', STREAM_AGAIN, NULL, STREAM_WANT_WRITE }
#define W_AGAIN(text) { 'W', STREAM_AGAIN, text, STREAM_WANT_WRITE }
#define W_AGAIN_R(text) { 'W', STREAM_AGAIN, text, STREAM_WANT_READ }
#define W_GONE(text) { 'W', STREAM_GONE, text, STREAM_WANT_NONE }
#define R_EOF { 'R', STREAM_EOF, NULL, STREAM_WANT_NONE }
#define R_CUT { 'R', STREAM_CUT, NULL, STREAM_WANT_NONE }
#define R_GONE { 'R', STREAM_GONE, NULL, STREAM_WANT_NONE }
#define SHUT { 'S', 0, NULL, STREAM_WANT_NONE }
#define S_AGAIN { 'S', STREAM_AGAIN, NULL, STREAM_WANT_WRITE }
#define S_GONE { 'S', STREAM_GONE, NULL, STREAM_WANT_NONE }

enum { CALLS = 10, CAP = 8, NO = STREAM_WANT_NONE,
	RD = STREAM_WANT_READ, WR = STREAM_WANT_WRITE };

struct script {
	struct stream stream;
	const struct call *calls;
	const char *side;
	const char *row;
	size_t at;
	const void *sealed;	/* the buffer of a write that had to wait */
	size_t sealed_len;
};

/* Scripts of both sides, then what the relay is left with. */
static const struct row {
	const char *name;
	struct call client[CALLS], backend[CALLS];
	enum relay_phase up, down;
	unsigned client_want, backend_want;
	unsigned in, out;
	bool over, gone, cut;
} rows[] = {
	{ "nothing yet", { R_AGAIN }, { R_AGAIN },
	    RELAY_FILL, RELAY_FILL, RD, RD, 0, 0, false, false, false },
	{ "a question and its answer",
	    { READ("a1"), R_AGAIN, WROTE(3, "ok\n") },
	    { WROTE(2, "a1"), READ("ok\n"), R_AGAIN },
	    RELAY_FILL, RELAY_FILL, RD, RD, 2, 3, false, false, false },
	{ "a buffer in three pieces",
	    { READ("12345678"), R_AGAIN },
	    { WROTE(1, "12345678"), WROTE(5, "2345678"), WROTE(2, "78"),
	    R_AGAIN },
	    RELAY_FILL, RELAY_FILL, RD, RD, 8, 0, false, false, false },
	{ "the backend takes none",
	    { READ("abc") }, { W_AGAIN("abc"), R_AGAIN },
	    RELAY_DRAIN, RELAY_FILL, NO, WR | RD, 0, 0, false, false, false },
	{ "the backend takes some",
	    { READ("abc") }, { WROTE(1, "abc"), W_AGAIN("bc"), R_AGAIN },
	    RELAY_DRAIN, RELAY_FILL, NO, WR | RD, 1, 0, false, false, false },
	{ "the client takes none",
	    { R_AGAIN, W_AGAIN("xyz") }, { READ("xyz") },
	    RELAY_FILL, RELAY_DRAIN, RD | WR, NO, 0, 0, false, false, false },
	{ "neither takes any",
	    { READ("abc"), W_AGAIN("xyz") }, { W_AGAIN("abc"), READ("xyz") },
	    RELAY_DRAIN, RELAY_DRAIN, WR, WR, 0, 0, false, false, false },
	/* TLS may want the other direction of the socket. */
	{ "reading wants to write",
	    { R_AGAIN_W }, { R_AGAIN },
	    RELAY_FILL, RELAY_FILL, WR, RD, 0, 0, false, false, false },
	{ "writing wants to read",
	    { R_AGAIN, W_AGAIN_R("x") }, { READ("x") },
	    RELAY_FILL, RELAY_DRAIN, RD, NO, 0, 0, false, false, false },
	{ "the client ends, the backend has more to say",
	    { READ("bye"), R_EOF, WROTE(2, "ok") },
	    { WROTE(3, "bye"), SHUT, READ("ok"), R_AGAIN },
	    RELAY_DONE, RELAY_FILL, NO, RD, 3, 2, false, false, false },
	{ "the backend ends, the client has more to say",
	    { R_AGAIN, WROTE(3, "bye"), SHUT },
	    { READ("bye"), R_EOF },
	    RELAY_FILL, RELAY_DONE, RD, NO, 0, 3, false, false, false },
	{ "both end",
	    { R_EOF, SHUT }, { SHUT, R_EOF },
	    RELAY_DONE, RELAY_DONE, NO, NO, 0, 0, true, false, false },
	{ "both end after words",
	    { READ("a"), R_EOF, WROTE(1, "b"), SHUT },
	    { WROTE(1, "a"), SHUT, READ("b"), R_EOF },
	    RELAY_DONE, RELAY_DONE, NO, NO, 1, 1, true, false, false },
	{ "close_notify does not fit yet",
	    { R_EOF, S_AGAIN }, { SHUT, R_EOF },
	    RELAY_DONE, RELAY_SHUT, WR, NO, 0, 0, false, false, false },
	{ "the end waits for the bytes before it",
	    { R_AGAIN, WROTE(1, "ab"), W_AGAIN("b") }, { READ("ab") },
	    RELAY_FILL, RELAY_DRAIN, RD | WR, NO, 0, 1, false, false, false },
	{ "the client ends without saying so",
	    { R_CUT }, { R_AGAIN, SHUT, R_AGAIN },
	    RELAY_DONE, RELAY_FILL, NO, RD, 0, 0, false, false, true },
	{ "cut, then the backend's answer all the same",
	    { READ("q"), R_CUT, WROTE(3, "bye"), SHUT },
	    { WROTE(1, "q"), READ("bye"), R_EOF, SHUT },
	    RELAY_DONE, RELAY_DONE, NO, NO, 1, 3, true, false, true },
	{ "the client is gone: nothing more is done",
	    { R_GONE }, { { 0, 0, NULL, STREAM_WANT_NONE } },
	    RELAY_FILL, RELAY_FILL, NO, NO, 0, 0, true, true, false },
	{ "the client is gone while it is written to",
	    { R_AGAIN, W_GONE("x") }, { READ("x") },
	    RELAY_FILL, RELAY_DRAIN, RD, NO, 0, 0, true, true, false },
	{ "the client is gone when it is told the end",
	    { R_AGAIN, S_GONE }, { R_EOF },
	    RELAY_FILL, RELAY_SHUT, RD, NO, 0, 0, true, true, false },
	{ "the backend is gone: its words go out, the client's are read away",
	    { READ("abc"), READ("more"), READ("and more"), R_AGAIN,
	    WROTE(3, "bye"), SHUT },
	    { W_GONE("abc"), READ("bye"), R_EOF },
	    RELAY_DISCARD, RELAY_DONE, RD, NO, 0, 3, false, false, false },
	{ "gone in the middle of a buffer: what it took counts",
	    { READ("abc"), R_EOF, SHUT },
	    { WROTE(1, "abc"), W_GONE("bc"), R_EOF },
	    RELAY_DONE, RELAY_DONE, NO, NO, 1, 0, true, false, false },
	{ "discarding ends with the client",
	    { READ("a"), READ("b"), R_EOF, SHUT }, { W_GONE("a"), R_EOF },
	    RELAY_DONE, RELAY_DONE, NO, NO, 0, 0, true, false, false },
	{ "discarding ends with a cut",
	    { READ("a"), R_CUT, SHUT }, { W_GONE("a"), R_EOF },
	    RELAY_DONE, RELAY_DONE, NO, NO, 0, 0, true, false, true },
	{ "discarding ends with a reset",
	    { READ("a"), R_GONE }, { W_GONE("a") },
	    RELAY_DISCARD, RELAY_FILL, NO, NO, 0, 0, true, true, false },
	{ "the backend is gone when it is told the end",
	    { R_EOF, WROTE(1, "x"), SHUT }, { S_GONE, READ("x"), R_EOF },
	    RELAY_DONE, RELAY_DONE, NO, NO, 0, 1, true, false, false },
	{ "the backend is gone when it is read: no end in order is claimed",
	    { R_AGAIN }, { R_GONE },
	    RELAY_FILL, RELAY_DONE, RD, NO, 0, 0, false, false, false }
};

static const struct call *
next(struct script *s, char what)
{
	const struct call *c = &s->calls[s->at];

	if (s->at < CALLS && c->what == what) {
		s->at++;
		s->stream.want = c->want;
		return c;
	}
	CHECK_INT(what, s->at < CALLS ? c->what : 0);
	printf("\t%s: %s: call %zu\n", s->row, s->side, s->at);
	return NULL;
}

static long
script_read(void *self, void *buf, size_t cap)
{
	struct script *s = self;
	const struct call *c = next(s, 'R');

	if (c == NULL)
		return STREAM_GONE;
	CHECK_INT(cap, CAP);
	if (c->n > 0)
		memcpy(buf, c->text, (size_t)c->n);
	return c->n;
}

static long
script_write(void *self, const void *buf, size_t len)
{
	struct script *s = self;
	const struct call *c = next(s, 'W');

	if (c == NULL)
		return STREAM_GONE;
	if (!CHECK_MEM(buf, len, c->text, strlen(c->text)))
		printf("\t%s: %s\n", s->row, s->side);
	/* After AGAIN: the same buffer and length. */
	if (s->sealed != NULL) {
		CHECK(buf == s->sealed);
		CHECK_INT(len, s->sealed_len);
	}
	s->sealed = c->n == STREAM_AGAIN ? buf : NULL;
	s->sealed_len = len;
	return c->n;
}

static long
script_shut(void *self)
{
	const struct call *c = next(self, 'S');

	return c == NULL ? STREAM_GONE : c->n;
}

static void
script_init(struct script *s, const struct row *row, const char *side,
    const struct call *calls)
{
	memset(s, 0, sizeof *s);
	s->stream.self = s;
	s->stream.read = script_read;
	s->stream.write = script_write;
	s->stream.shut = script_shut;
	s->calls = calls;
	s->side = side;
	s->row = row->name;
}

static void
test_row(const struct row *row)
{
	static unsigned char up[CAP], down[CAP];
	struct script client, backend;
	unsigned failed = unit_failed;
	struct relay r;

	script_init(&client, row, "client", row->client);
	script_init(&backend, row, "backend", row->backend);
	relay_init(&r, &client.stream, &backend.stream, up, down, CAP);
	CHECK(!relay_over(&r));
	CHECK(!relay_step(&r));
	if (r.client_cut)
		CHECK(!relay_step(&r));
	CHECK_INT(r.up.phase, row->up);
	CHECK_INT(r.down.phase, row->down);
	CHECK(relay_over(&r) == row->over);
	CHECK(r.client_gone == row->gone);
	CHECK(r.client_cut == row->cut);
	CHECK_INT(r.up.bytes, row->in);
	CHECK_INT(r.down.bytes, row->out);
	if (!row->gone) {
		CHECK_INT(relay_client_want(&r), row->client_want);
		CHECK_INT(relay_backend_want(&r), row->backend_want);
	}
	/* All of both scripts was used. */
	CHECK(client.at == CALLS || row->client[client.at].what == 0);
	CHECK(backend.at == CALLS || row->backend[backend.at].what == 0);
	if (unit_failed != failed)
		printf("\tin row: %s\n", row->name);
}

/* Two steps: what had to wait goes on where it stopped, once. */
static void
test_resume(void)
{
	static const struct row row = {
		.name = "resume",
		.client = { READ("abcd"), W_AGAIN("wxyz"),
		    /* the second step */
		    R_EOF, W_AGAIN("wxyz"),
		    /* the third */
		    WROTE(4, "wxyz"), S_AGAIN,
		    /* the fourth */
		    SHUT },
		.backend = { WROTE(1, "abcd"), W_AGAIN("bcd"), READ("wxyz"),
		    WROTE(3, "bcd"), S_AGAIN,
		    SHUT, R_EOF }
	};
	static unsigned char up[CAP], down[CAP];
	struct script client, backend;
	struct relay r;
	int i;

	script_init(&client, &row, "client", row.client);
	script_init(&backend, &row, "backend", row.backend);
	relay_init(&r, &client.stream, &backend.stream, up, down, CAP);
	for (i = 0; i < 4; i++) {
		CHECK(!relay_over(&r));
		CHECK(!relay_step(&r));
	}
	CHECK(relay_over(&r));
	CHECK_INT(client.at, 7);
	CHECK_INT(backend.at, 7);
	CHECK_INT(r.up.bytes, 4);
	CHECK_INT(r.down.bytes, 4);
	/* Nothing is called any more. */
	CHECK(!relay_step(&r));
}

/*
 * A stream that never has to wait; it counts and checks nothing.  Nobody reads
 * on after so many, so that a relay without a share ends.
 */
static long
endless_read(void *self, void *buf, size_t cap)
{
	if (++*(unsigned *)self > 100000)
		return STREAM_GONE;
	memset(buf, 'x', cap);
	return (long)cap;
}

static long
endless_write(void *self, const void *buf, size_t len)
{
	(void)self;
	(void)buf;
	return (long)len;
}

static long
endless_shut(void *self)
{
	(void)self;
	return 0;
}

/* So many full reads, then the end. */
static long
short_read(void *self, void *buf, size_t cap)
{
	unsigned *left = self;

	if (*left == 0)
		return STREAM_EOF;
	--*left;
	memset(buf, 'x', cap);
	return (long)cap;
}

/* Whatever the share is: never "call again" when all is over. */
static void
test_end_of_share(void)
{
	static unsigned char up[CAP], down[CAP];
	unsigned left[2];
	struct stream side[2];
	struct relay r;
	unsigned n;
	bool more;
	int i;

	for (n = 0; n < 100; n++) {
		for (i = 0; i < 2; i++) {
			left[i] = n;
			side[i].self = &left[i];
			side[i].read = short_read;
			side[i].write = endless_write;
			side[i].shut = endless_shut;
			side[i].want = STREAM_WANT_NONE;
		}
		relay_init(&r, &side[0], &side[1], up, down, CAP);
		do
			more = relay_step(&r);
		while (more && !relay_over(&r));
		CHECK(!more && relay_over(&r));
		CHECK_INT(r.up.bytes, n * CAP);
		CHECK_INT(r.down.bytes, n * CAP);
	}
}

/* Neither of two busy directions keeps the other, or the caller, waiting. */
static void
test_share(void)
{
	static unsigned char up[CAP], down[CAP];
	unsigned reads[2] = { 0, 0 };
	struct stream side[2];
	struct relay r;
	int i;

	for (i = 0; i < 2; i++) {
		side[i].self = &reads[i];
		side[i].read = endless_read;
		side[i].write = endless_write;
		side[i].shut = endless_shut;
		side[i].want = STREAM_WANT_NONE;
	}
	relay_init(&r, &side[0], &side[1], up, down, CAP);
	for (i = 1; i <= 3; i++) {
		CHECK(relay_step(&r));
		CHECK(!relay_over(&r));
		CHECK_INT(reads[0], reads[1]);
		CHECK(reads[0] >= (unsigned)i);
		CHECK(reads[0] <= (unsigned)i * 64);
	}
	CHECK_INT(r.up.bytes, reads[0] * CAP);
}

int
main(void)
{
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		test_row(&rows[i]);
	test_resume();
	test_share();
	test_end_of_share();
	return unit_done();
}
