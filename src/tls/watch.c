/* SPDX-License-Identifier: MIT */
/* Watching records for alerts: see watch.h. */
#include "tls/watch.h"

#include <string.h>

#include "tls/alert.h"

enum {
	TYPE_CHANGE = 20, TYPE_ALERT = 21, TYPE_DATA = 23,
	HEADER = 5,			/* type, version, length */
	ALERT_BODY = 2,			/* level, number */
	SEALED_ALERT = HEADER + ALERT_BODY + 1 + 16	/* type, tag */
};

void
watch_init(struct watch *w)
{
	memset(w, 0, sizeof *w);
	w->sent = w->heard = ALERT_NONE;
}

static void
end_record(struct watch *w)
{
	size_t body = (size_t)w->head[3] << 8 | w->head[4];

	if (w->head[0] == TYPE_ALERT && body == ALERT_BODY)
		w->heard = w->head[HEADER + 1];
	w->head_len = 0;
}

/* Takes one byte of the head or skips bytes of the body; returns how many. */
static size_t
step(struct watch *w, const unsigned char *bytes, size_t len)
{
	size_t n = 1;

	if (w->head_len < HEADER) {
		w->head[w->head_len++] = *bytes;
		if (w->head_len < HEADER)
			return 1;
		w->body_left = (size_t)w->head[3] << 8 | w->head[4];
		w->changing = w->head[0] == TYPE_CHANGE;
		w->changes += w->changing;
		w->skipped += w->head[0] == TYPE_ALERT ||
		    w->body_left == 0;
	} else {
		if (w->head_len < sizeof w->head)
			w->head[w->head_len++] = *bytes;
		else
			n = len < w->body_left ? len : w->body_left;
		w->body_left -= n;
	}
	if (w->body_left == 0)
		end_record(w);
	return n;
}

void
watch_in(struct watch *w, const unsigned char *bytes, size_t len)
{
	size_t n;

	for (; len > 0; len -= n, bytes += n)
		n = step(w, bytes, len);
}

void
watch_out(struct watch *w, const unsigned char *record, size_t len,
    bool no_data)
{
	if (len == HEADER + ALERT_BODY && record[0] == TYPE_ALERT)
		w->sent = record[HEADER + 1];
	else if (len > HEADER && (record[0] == TYPE_ALERT ||
	    (no_data && record[0] == TYPE_DATA && len == SEALED_ALERT)))
		w->sealed = true;
}
