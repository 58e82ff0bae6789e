/* SPDX-License-Identifier: MIT */
/*
 * One program, two faces, chosen by the name it is called by: the wrapper
 * `thimble` and the certificate tool `thimble-cert`.
 */
#include <string.h>

#include "base/path.h"
#include "cert/cert.h"
#include "serve/wrap.h"

int
main(int argc, char **argv)
{
	if (argc > 0 && strcmp(path_base(argv[0]), "thimble-cert") == 0)
		return cert_main(argc, argv);
	return wrap_main(argc, argv);
}
