#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Port 80: the CA, how to trust it, and a redirection to the owner's page.
set -eu
exec /usr/sbin/thimble-web plain
