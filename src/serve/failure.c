/* SPDX-License-Identifier: MIT */
/* Errors before the service starts: logged, and shown to whoever started it. */
#include "serve/failure.h"

#include "base/io.h"
#include "base/log.h"
#include "os/fd.h"

void
failure_report(const struct err *e)
{
	log_err(LOG_LEVEL_ERR, e);
	if (fd_is_socket(2) || log_fd() == 2)
		return;
	io_say(2, "thimble: ");
	io_say(2, e->text);
	io_say(2, "\n");
}
