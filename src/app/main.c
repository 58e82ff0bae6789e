/* SPDX-License-Identifier: MIT */
/*
 * One program with four names: the wrapper `thimble`; the certificate tool
 * `thimble-cert`; `thimble-web`, which has the certificate tool do its work for
 * the owner; and `acme-hook`, which an ACME client calls.
 */
#include <string.h>

#include "acme/hook.h"
#include "base/path.h"
#include "cert/cert.h"
#include "serve/wrap.h"
#include "web/web.h"

int
main(int argc, char **argv)
{
	const char *name = argc > 0 ? path_base(argv[0]) : "";

	if (strcmp(name, "thimble-cert") == 0)
		return cert_main(argc, argv);
	if (strcmp(name, "thimble-web") == 0)
		return web_main(argc, argv, cert_main);
	if (strcmp(name, "acme-hook") == 0)
		return hook_main(argc, argv);
	return wrap_main(argc, argv);
}
