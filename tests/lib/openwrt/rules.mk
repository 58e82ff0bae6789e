# SPDX-License-Identifier: MIT
# Where things are and how they are called, for each package.
INCLUDE_DIR = $(TOPDIR)
DL_DIR = $(TOPDIR)/dl
INSTALL_DIR = install -d -m0755
INSTALL_BIN = install -m0755
INSTALL_DATA = install -m0644
INSTALL_CONF = install -m0600
TARGET_AR = gcc-ar
TARGET_CPPFLAGS = -D_FORTIFY_SOURCE=1
TARGET_CFLAGS = -Os -pipe -fno-caller-saves -fno-plt
# There is no shared musl here.
TARGET_LDFLAGS = -static -Wl,-z,now -Wl,-z,relro
CONFIG_KERNEL_SECCOMP = y
