/* SPDX-License-Identifier: MIT */
/* N's end of a backend that K opens: see handover_take.h. */
#include "net/handover_take.h"

#include <unistd.h>

#include "base/clock.h"
#include "os/backend.h"
#include "os/chan.h"
#include "os/dial.h"
#include "wrap/control.h"

/* K may need a moment longer than its limit to report failure. */
enum { GRACE_MS = 2000 };

int
handover_take(struct connection *c)
{
	int64_t until_ms = clock_ms() + (int64_t)c->opts->connect_s * 1000 +
	    GRACE_MS;
	uint8_t msg;
	int status;

	(void)close(1);
	if (chan_recv_fd(c->control_fd, &msg, &c->data_fd, until_ms) != 1 ||
	    msg != CONTROL_BACKEND || c->data_fd < 0)
		return -1;
	/* With -r K is done; reap it now: a zombie still counts. */
	if (c->opts->remote != NULL &&
	    backend_wait(c->key_pid, until_ms, &status) == 0)
		c->key_pid = 0;
	return 0;
}

enum fdstream_kind
handover_kind(const struct wrap_opts *o)
{
	if (o->on_tty)
		return FDSTREAM_TTY;
	return o->remote == NULL || dial_is_unix(&o->remote_at) ?
	    FDSTREAM_LOCAL : FDSTREAM_NET;
}
