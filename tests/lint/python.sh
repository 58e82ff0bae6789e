#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every Python file compiles without a warning and imports only the standard
# library and tests/lib, so that nothing but Debian's python3 is needed.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh
need python3

tree . | grep '\.py$' >"$TMP/list" || bad "no Python files were looked at"
xargs -a "$TMP/list" python3 -I -W error - >>"$wrong" 2>&1 <<'PY' || bad "failed"
import ast
import os
import sys

own = {f[:-3] for f in os.listdir('tests/lib') if f.endswith('.py')}
for path in sys.argv[1:]:
    with open(path, encoding='utf-8') as f:
        tree = ast.parse(f.read(), path)
    compile(tree, path, 'exec')
    imported, used = {}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [(a.name, a.asname or a.name) for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [(node.module, a.asname or a.name) for a in node.names]
        else:
            if isinstance(node, ast.Name):
                used.add(node.id)
            continue
        for module, name in names:
            imported[name] = node.lineno
            top = module.split('.')[0]
            if top not in sys.stdlib_module_names and top not in own:
                print(f'{path}:{node.lineno}: {top} is not in the '
                      'standard library')
    for name, line in imported.items():
        if name.split('.')[0] not in used:
            print(f'{path}:{line}: {name} is imported and not used')
PY
verdict
