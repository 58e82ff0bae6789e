# SPDX-License-Identifier: MIT
# What a builder may leave out of the program to save flash: whole files. Set in
# board.mk or on the command line, not in the environment, where these names may
# mean something else; see "Leaving things out" in board/README.md.
unset_as = $(if $(filter undefined environment,$(origin $1)),$(eval $1 := $2))
$(call unset_as,CERT,all)
$(foreach v,STARTTLS LISTEN TICKETS CLIENT_CERTS WEB ACME TLS12,\
	$(call unset_as,$v,yes))

# $(call choose,VARIABLE,VALUE,VALUE,FILES,FILES): the files of the second value
# are left out with the first, and the other way round.
define choose
$(if $(filter $2 $3,$($1)),,$(error $1 = $($1): it is $2 or $3))
LEAVE += $(if $(filter $2,$($1)),$5,$4)
endef
$(eval $(call choose,CERT,all,ensure,$(filter-out \
	src/cert/cert.c src/cert/conf_value.c src/cert/ensure.c \
	src/cert/commands_ensure.c,$(wildcard src/cert/*.c)) \
	src/store/pending.c src/store/back.c,src/cert/commands_ensure.c))
$(eval $(call choose,STARTTLS,yes,no,src/net/plain.c $(filter-out \
	%_none.c,$(wildcard src/relay/starttls*.c)),\
	src/net/plain_none.c src/relay/starttls_none.c))
$(eval $(call choose,LISTEN,yes,no,src/serve/daemon.c src/serve/accept.c \
	src/os/listen.c src/os/pidfile.c,src/serve/daemon_none.c))
$(eval $(call choose,TICKETS,yes,no,src/tls/conn_ticket.c src/tls/ticket.c \
	src/key/sealing.c src/key/ticket_file.c,\
	src/tls/conn_ticket_none.c src/key/sealing_none.c))
$(eval $(call choose,CLIENT_CERTS,yes,no,src/tls/conn_policy.c src/tls/trust.c \
	src/net/client_files.c,\
	src/tls/conn_policy_none.c src/net/client_files_none.c))
# mbedTLS has a header of its own for this one: scripts/compile-mbedtls.
MBEDTLS_MORE := $(if $(filter no,$(TLS12)),board/common/tls13.h)
$(eval $(call choose,TLS12,yes,no,src/tls/tls12.c src/tls/conn_pieces.c,\
	src/tls/tls12_none.c src/tls/conn_pieces_none.c))
$(eval $(call choose,WEB,yes,no,$(filter-out %_none.c,$(wildcard \
	src/web/*.c)),src/web/web_none.c))
$(eval $(call choose,ACME,yes,no,$(filter-out %_none.c,$(wildcard \
	src/acme/*.c)) src/cert/acme.c src/store/conf_rest.c,\
	$(wildcard src/acme/*_none.c) src/cert/acme_none.c))
$(if $(filter ensure,$(CERT)),$(if $(filter-out no,$(WEB) $(ACME)),$(error \
	CERT = ensure: needs WEB = no and ACME = no)))
# Without a CPU, N stays on the kernel's stack.
$(call unset_as,STACK,none)
LEAVE += src/os/stack$(if $(filter-out none,$(STACK)),_none).c
$(if $(wildcard src/os/stack_switch_$(STACK).c)$(filter none,$(STACK)),,$(error \
	STACK = $(STACK): it is none or $(patsubst \
	src/os/stack_switch_%.c,%,$(wildcard src/os/stack_switch_*.c))))
