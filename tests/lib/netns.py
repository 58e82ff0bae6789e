# SPDX-License-Identifier: MIT
"""Cases that need a network of their own."""

import ctypes
import os
import traceback

from wire import command, equal, tool

CLONE_NEWNET = 0x40000000


def alone(function):
    """Runs a function in a child with a network that is only a loopback."""
    pid = os.fork()
    if pid == 0:
        try:
            if ctypes.CDLL(None).unshare(CLONE_NEWNET) != 0:
                raise AssertionError('no network of its own')
            command(tool('ip'), 'link', 'set', 'lo', 'up')
            function()
            os._exit(0)
        except BaseException:       # whatever it is, the parent continues
            traceback.print_exc()
        finally:
            os._exit(1)
    equal(os.waitpid(pid, 0)[1], 0, 'status of the case')
