#!/bin/sh
# SPDX-License-Identifier: MIT
#
# board.sh [floods]: what a board with 32 MB can serve (`make BOARD=malta-be
# bench-board`): see board.py. Its image has been made before; minutes. It needs root, for a network
# of its own.

set -eu

# shellcheck source=tests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"

IMAP4D='' POP3D=''
THIMBLE_WORK=$TMP
export IMAP4D POP3D THIMBLE_WORK
# shellcheck disable=SC2016 # for the inner shell
unshare --net sh -c 'ip link set lo up && exec "$@"' sh \
	python3 tests/bench/board.py "$@" </dev/null
