/* SPDX-License-Identifier: MIT */
/* The subcommands of a device that only makes and renews: see commands.h. */
#include "cert/commands.h"

#include <stddef.h>

#include "base/opts_rows.h"
#include "store/store.h"

#define AT(field) offsetof(struct cert_opts, field)

#define COMMON \
	TEXT(NONE, "config", config, "file", \
	    "configuration file (" STORE_CONF ")"), \
	FLAG('h', "help", help, "show this help")

static const struct opt ensure_opts[] = {
	FLAG('q', "quiet", quiet, "print only errors and warnings"),
	NUMBER(NONE, "wait", wait_s, 0, 86400, "seconds",
	    "how long to wait for entropy or for another run (0)"),
	COMMON
};

static const struct opt conf_opts[] = { COMMON };

#define TABLE(t) t, sizeof t / sizeof t[0]

const struct cert_command cert_commands[] = {
	{ "ensure", NULL, "make what is missing, renew what is due",
	    TABLE(ensure_opts), cert_ensure },
	{ "conf", "key", "print a value of the configuration",
	    TABLE(conf_opts), cert_conf },
	{ .name = NULL }
};
