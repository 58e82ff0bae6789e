/* SPDX-License-Identifier: MIT */
/*
 * A backend that tells what it was given: its arguments, one a line, the
 * variables of stunnel, whether it has a terminal; then it is cat.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
show(const char *name)
{
	const char *value = getenv(name);

	printf("%s=%s\n", name, value == NULL ? "(none)" : value);
}

int
main(int argc, char **argv)
{
	char buf[4096];
	ssize_t n;
	int i;

	for (i = 0; i < argc; i++)
		printf("argv[%d]=%s\n", i, argv[i]);
	show("REMOTE_HOST");
	show("REMOTE_PORT");
	printf("tty=%d%d\nend\n", isatty(0), isatty(1));
	if (fflush(stdout) != 0)
		return 1;
	while ((n = read(0, buf, sizeof buf)) > 0)
		if (write(1, buf, (size_t)n) != n)
			return 1;
	return 0;
}
