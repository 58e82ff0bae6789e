/* SPDX-License-Identifier: MIT */
/*
 * secret WHAT FILE: one multiplication with the scalar in FILE, for
 * tests/wire/curves.py, which looks whether the way through the program
 * depends on it. With MEMCHECK, Valgrind takes it for undefined: a branch or
 * an address that depends on it is then an error. "leak" does depend on it.
 */
#include <curves.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#ifdef MEMCHECK
#include <valgrind/memcheck.h>
#define SECRET(p) ((void)VALGRIND_MAKE_MEM_UNDEFINED(p, sizeof p))
#define PUBLIC(p) ((void)VALGRIND_MAKE_MEM_DEFINED(p, sizeof p))
#else
#define SECRET(p) ((void)(p))
#define PUBLIC(p) ((void)(p))
#endif

static const char *what;
static uint8_t k[32], point[64], out[64];

static void
leak(void)
{
	unsigned i;

	for (i = 0; i < 256; i++)
		if ((k[i / 8] >> i % 8 & 1) != 0)
			out[i % 64] ^= out[i % 63] + 1;
}

static int
run(void)
{
	if (strcmp(what, "x25519") == 0)
		X25519(out, k, point);
	else if (strcmp(what, "x25519-base") == 0)
		X25519_public_from_private(out, k);
	else if (strcmp(what, "p256") == 0)
		p256_mul(out, k, point);
	else if (strcmp(what, "p256-base") == 0)
		p256_mul(out, k, NULL);
	else if (strcmp(what, "inverse") == 0)
		p256_inverse(out, k);
	else if (strcmp(what, "leak") == 0)
		leak();
	else
		return 64;
	return 0;
}

int
main(int argc, char **argv)
{
	/* stdio's memory is somewhere else each time. */
	int rc, fd = argc == 3 ? open(argv[2], O_RDONLY) : -1;

	if (fd < 0 || read(fd, k, sizeof k) != sizeof k)
		return 64;
	what = argv[1];
	/* Any point; its first coordinate is any value for X25519. */
	memset(out, 7, sizeof out);
	p256_mul(point, out, NULL);
	SECRET(k);
	rc = run();
	PUBLIC(out);
	return rc != 0 || write(1, out, sizeof out) != sizeof out;
}
