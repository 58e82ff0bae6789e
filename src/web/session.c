/* SPDX-License-Identifier: MIT */
/* Sessions of the page: see session.h. */
#include "web/session.h"

#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/ip.h"
#include "base/lock.h"
#include "base/name.h"
#include "base/paths.h"
#include "base/rng.h"
#include "base/sbuf.h"

#define STATE PATHS_RUN "/web"

enum { MAGIC = 0x54485732, LOCK_S = 5 };

struct guesser {
	uint64_t owner;		/* 0: free */
	uint32_t n;
	int64_t until_ms;
};

static APART struct state {
	uint32_t magic;
	struct session session[SESSIONS_MAX];
	struct guesser guesser[GUESSERS_MAX];
} state;

/* Locks and reads the file; -1: E. */
static int
enter(struct err *e)
{
	int fd = lock_take(STATE, LOCK_S, e);

	if (fd == LOCK_BUSY)
		return err_why(e, STATE, NULL, "is busy");
	if (fd < 0)
		return -1;
	if (pread(fd, &state, sizeof state, 0) != (ssize_t)sizeof state ||
	    state.magic != MAGIC) {
		memset(&state, 0, sizeof state);
		state.magic = MAGIC;
	}
	return fd;
}

static void
leave(int fd, bool changed)
{
	/* What is not whole counts as empty. */
	if (changed && pwrite(fd, &state, sizeof state, 0) !=
	    (ssize_t)sizeof state && ftruncate(fd, 0) < 0)
		state.magic = 0;
	(void)close(fd);
}

static bool
is_over(const struct session *s, int64_t now)
{
	return s->id[0] == '\0' ||
	    now - s->used_ms > (int64_t)SESSION_IDLE_S * 1000 ||
	    now - s->made_ms > (int64_t)SESSION_LIFE_S * 1000;
}

/* In the same time wherever they differ. */
static bool
same(const char a[SESSION_ID], const char b[SESSION_ID])
{
	unsigned char differ = 0;
	unsigned i;

	for (i = 0; i < SESSION_ID; i++)
		differ |= (unsigned char)(a[i] ^ b[i]);
	return differ == 0;
}

static struct session *
find(const char *id)
{
	char padded[SESSION_ID] = { '\0' };
	struct session *found = NULL;
	int64_t now = clock_ms();
	unsigned i;

	if (strlen(id) != SESSION_ID - 1)
		return NULL;
	memcpy(padded, id, SESSION_ID);
	for (i = 0; i < SESSIONS_MAX; i++)
		if (same(padded, state.session[i].id) &&
		    !is_over(&state.session[i], now))
			found = &state.session[i];
	return found;
}

int
session_find(const char *id, struct session *s)
{
	struct session *found;
	struct err ignored;
	int fd;

	err_clear(&ignored);
	fd = enter(&ignored);
	if (fd < 0)
		return -1;
	found = find(id);
	if (found != NULL) {
		found->used_ms = clock_ms();
		*s = *found;
	}
	leave(fd, found != NULL);
	return found == NULL ? -1 : 0;
}

static int
random_id(char id[SESSION_ID])
{
	uint8_t r[(SESSION_ID - 1) / 2];
	struct sbuf s;

	if (rng_fill(r, sizeof r) < 0)
		return -1;
	sbuf_init(&s, id, SESSION_ID);
	sbuf_hex(&s, r, sizeof r, '\0');
	return 0;
}

int
session_make(struct session *s, struct err *e)
{
	struct session *at = &state.session[0];
	int64_t now = clock_ms();
	unsigned i;
	int fd;

	memset(s, 0, sizeof *s);
	if (random_id(s->id) < 0 || random_id(s->token) < 0)
		return err_why(e, "session", NULL, "no random numbers");
	s->made_ms = s->used_ms = now;
	fd = enter(e);
	if (fd < 0)
		return -1;
	for (i = 0; i < SESSIONS_MAX; i++) {
		if (is_over(&state.session[i], now))
			memset(&state.session[i], 0, sizeof state.session[i]);
		if (state.session[i].used_ms < at->used_ms)
			at = &state.session[i];
	}
	*at = *s;
	leave(fd, true);
	return 0;
}

/* Ends those whose identifier is ID, or is not. */
static void
end(const char *id, bool others)
{
	struct session *keep;
	struct err ignored;
	unsigned i;
	int fd;

	err_clear(&ignored);
	fd = enter(&ignored);
	if (fd < 0)
		return;
	keep = find(id);
	for (i = 0; i < SESSIONS_MAX; i++)
		if ((&state.session[i] == keep) != others)
			memset(&state.session[i], 0, sizeof state.session[i]);
	leave(fd, true);
}

void
session_end(const char *id)
{
	end(id, false);
}

void
session_end_others(const char *id)
{
	end(id, true);
}

static void
copy(char *to, size_t cap, const char *text)
{
	struct sbuf s;

	sbuf_init(&s, to, cap);
	sbuf_str(&s, text);
}

void
session_note(const char *id, const char *verb, const char *result,
    const char *text)
{
	struct session *s;
	struct err ignored;
	int fd;

	err_clear(&ignored);
	fd = enter(&ignored);
	if (fd < 0)
		return;
	s = find(id);
	if (s != NULL) {
		copy(s->verb, sizeof s->verb, verb);
		copy(s->result, sizeof s->result, result);
		copy(s->text, sizeof s->text, text);
	}
	leave(fd, s != NULL);
}

/* A client's /64 is one guesser, and so are all whose address is unknown. */
static uint64_t
owner_of(const char *from)
{
	struct name n;

	if (name_parse(from, strlen(from), &n) < 0 || n.ip_len == 0)
		return 1;
	return n.ip_len == IP4_BYTES ? ip_owner4(n.ip) : ip_owner6(n.ip);
}

/* The entry of OWNER, or the one to be replaced. */
static struct guesser *
guesser(uint64_t owner)
{
	struct guesser *at = &state.guesser[0];
	unsigned i;

	for (i = 0; i < GUESSERS_MAX; i++) {
		if (state.guesser[i].owner == owner)
			return &state.guesser[i];
		if (state.guesser[i].until_ms < at->until_ms)
			at = &state.guesser[i];
	}
	memset(at, 0, sizeof *at);
	at->owner = owner;
	return at;
}

long
session_guess(const char *from)
{
	int64_t now = clock_ms(), delay_s = 0;
	struct err ignored;
	struct guesser *g;
	unsigned shift;
	long wait_s = 0;
	int fd;

	err_clear(&ignored);
	fd = enter(&ignored);
	if (fd < 0)
		return 1;
	g = guesser(owner_of(from));
	if (g->until_ms > now) {
		wait_s = (long)((g->until_ms - now + 999) / 1000);
	} else {
		/* An hour after the last one, it starts again. */
		if (now - g->until_ms > 3600000)
			g->n = 0;
		if (++g->n > GUESS_FREE) {
			shift = g->n - GUESS_FREE;
			delay_s = shift > 9 ? GUESS_MAX_S : 1 << shift;
		}
		g->until_ms = now + delay_s * 1000;
	}
	leave(fd, true);
	return wait_s;
}

void
session_guess_right(const char *from)
{
	struct err ignored;
	int fd;

	err_clear(&ignored);
	fd = enter(&ignored);
	if (fd < 0)
		return;
	memset(guesser(owner_of(from)), 0, sizeof state.guesser[0]);
	leave(fd, true);
}
