/* SPDX-License-Identifier: MIT */
/* How long a process has been there: see age.h and proc(5). */
#include "os/age.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/num.h"
#include "base/sbuf.h"

enum { STARTTIME = 20 };	/* blanks behind the name in parentheses */

int64_t
age_of(int pid)
{
	char path[32], text[1024];
	unsigned long ticks, hz = (unsigned long)sysconf(_SC_CLK_TCK);
	struct err ignored;
	size_t len = 0;
	struct sbuf s;
	char *at;
	int i;

	sbuf_init(&s, path, sizeof path);
	sbuf_str(&s, "/proc/");
	sbuf_dec(&s, (uint64_t)pid);
	sbuf_str(&s, "/stat");
	err_clear(&ignored);
	if (file_read(path, 0, text, sizeof text, &len, NULL, &ignored) < 0)
		return -1;
	at = strrchr(text, ')');
	for (i = 0; at != NULL && i < STARTTIME; i++) {
		at = strchr(at, ' ');
		at = at == NULL ? NULL : at + 1;
	}
	if (at == NULL)
		return -1;
	at[strcspn(at, " ")] = '\0';
	if (num_parse(at, 0, 0xffffffff, &ticks) < 0 || hz == 0)
		return -1;
	return clock_ms() - (int64_t)ticks * 1000 / (int64_t)hz;
}
