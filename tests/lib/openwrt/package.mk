# SPDX-License-Identifier: MIT
# The download is there and has the sum that the package says; prepare,
# configure, compile, install into ROOT, list the conffiles.
PKG_BUILD_DIR = $(BUILD_DIR)/$(PKG_NAME)-$(PKG_VERSION)
PKG_INSTALL_DIR = $(PKG_BUILD_DIR)/ipkg-install
PKG_JOBS = $(if $(PKG_BUILD_PARALLEL),-j2)

define BuildPackage
all:
	echo "$$(PKG_HASH)  $$(DL_DIR)/$$(PKG_SOURCE)" | sha256sum -c
	$$(Build/Prepare)
	$$(Build/Configure)
	$$(Build/Compile)
	mkdir -p $$(ROOT)
	$$(call Package/$(1)/install,$$(ROOT))
	$$(file >$$(BUILD_DIR)/conffiles,$$(Package/$(1)/conffiles))
	$$(file >$$(BUILD_DIR)/prerm,$$(Package/$(1)/prerm))
endef
.DEFAULT_GOAL := all
