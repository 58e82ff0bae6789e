/* SPDX-License-Identifier: MIT */
/* Parts of paths: see path.h. */
#include "base/path.h"

#include <stddef.h>
#include <string.h>

const char *
path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}
