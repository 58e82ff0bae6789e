/* SPDX-License-Identifier: MIT */
/*
 * One program, two faces, chosen by the name it is called by: the wrapper
 * `thimble` and the certificate tool `thimble-cert`.
 */
#include <string.h>

#include "cert/cert.h"
#include "serve/wrap.h"

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

int
main(int argc, char **argv)
{
	if (argc > 0 && strcmp(base_name(argv[0]), "thimble-cert") == 0)
		return cert_main(argc, argv);
	return wrap_main(argc, argv);
}
