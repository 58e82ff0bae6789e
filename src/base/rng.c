/* SPDX-License-Identifier: MIT */
/* Randomness from the kernel: see rng.h and getrandom(2). */
#include "base/rng.h"

#include <errno.h>
#include <sys/random.h>
#include <sys/types.h>
#include <time.h>

int
rng_fill(void *buf, size_t len)
{
	unsigned char *p = buf;
	ssize_t n;

	while (len > 0) {
		n = getrandom(p, len, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

int
rng_ready(unsigned wait_s)
{
	static const struct timespec tenth = { 0, 100000000L };
	unsigned tenths = 0;
	unsigned char byte;

	for (;;) {
		if (getrandom(&byte, sizeof byte, GRND_NONBLOCK) == 1)
			return 0;
		if (errno != EAGAIN && errno != EINTR)
			return -1;
		if (tenths++ >= wait_s * 10)
			break;
		(void)nanosleep(&tenth, NULL);
	}
	errno = EAGAIN;
	return -1;
}
