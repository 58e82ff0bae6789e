#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The manual pages: correct mdoc, and the same options, arguments, defaults,
# commands, keys and exit statuses as the tables in the program, which print
# the help; and the parser knows each option of the help.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh
need mandoc python3

bin=out/${BOARD:-x86_64}
pages='thimble.8 thimble-cert.8 thimble.conf.5 thimble-webui.7'
for page in $pages; do
	# Other pages need not be installed here.
	mandoc -T lint "src/app/$page" 2>&1 |
	    grep -v -e 'STYLE: referenced manual not found' \
		-e 'outdated mandoc.db lacks' >>"$wrong" || :
	[ "$(head -n 1 "src/app/$page")" = \
	    '.\" SPDX-License-Identifier: MIT' ] || bad "$page: no SPDX line"
done

python3 -I - "$bin" "$TMP" >>"$wrong" 2>&1 <<'PY' || bad "failed"
import os
import re
import subprocess
import sys

bin, tmp = os.path.abspath(sys.argv[1]), sys.argv[2]


def help_of(*argv):
    return subprocess.run([f'{bin}/{argv[0]}', *argv[1:]], check=True,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          text=True).stdout


def table(text):
    """The options of a help: first name -> (all names, argument, help)."""
    rows = {}
    for line in text.splitlines():
        row = re.match(r'  (-\S(?:, --\S+)?|--\S+)(?: (\S+))? {2,}(.*)', line)
        if row:
            names = tuple(row[1].split(', '))
            rows[names[0]] = (names, row[2], row[3])
    assert rows, text
    return rows


def sections(path):
    """The lines of each section of a page."""
    found, now = {}, None
    with open(path, encoding='ascii') as f:
        for line in f.read().splitlines():
            if line.startswith('.Sh '):
                now = found.setdefault(line[4:], [])
            elif now is not None:
                now.append(line)
    return found


def options(line):
    """Options and argument of an .It or .Op line."""
    names = tuple('-' + n for n in re.findall(r'\bFl (\S+)', line))
    argument = re.search(r'\bAr (\S+)', line)
    return names, argument and argument[1]


def differ(what, page, program):
    if page != program:
        print(f'{what}: the page has {page}, the program {program}')


def described(name, page, rows):
    """Each option has its paragraph, and the default is there too."""
    text = '\n'.join(page['DESCRIPTION'])
    items = re.split(r'^\.It ', text, flags=re.M)[1:]
    found = {}
    for item in items:
        names, argument = options(item.split('\n')[0])
        if names:
            found[names[0]] = (set(names), argument, item)
    differ(f'{name}: options', sorted(found), sorted(rows))
    for key in set(found) & set(rows):
        names, argument, item = found[key]
        differ(f'{name} {key}: names', names, set(rows[key][0]))
        differ(f'{name} {key}: argument', argument, rows[key][1])
        default = re.search(r'\(([a-z]*\.[a-z]+|\d+|/\S+)\)$', rows[key][2])
        if default and not re.search(
                r'(^|\s)' + re.escape(default[1]) + r'(\.?$|\s)', item,
                flags=re.M):
            print(f'{name} {key}: the page lacks the default {default[1]}')


def parsed(rows, *argv):
    """Each option is known to the parser: it complains of another one behind
    it, or of that one as an argument, and so nothing is done."""
    for name in {n for names, _, _ in rows.values() for n in names} - \
            {'-h', '--help', '-V', '--version'}:
        done = subprocess.run(
            [f'{bin}/{argv[0]}', *argv[1:], name, '--none', '--none'],
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False, cwd=tmp)
        if done.returncode != 64 or not re.search(
                rf'option (--none: unknown|{name}: (needs|must be))', done.stderr):
            print(f'{" ".join(argv)} {name}: {done.returncode} {done.stderr}')


# The wrapper.
page = sections('src/app/thimble.8')
rows = table(help_of('thimble', '-h'))
described('thimble', page, rows)
parsed(rows, 'thimble')
synopsis = {}
for line in page['SYNOPSIS']:
    names, argument = options(line)
    if names and names[0] != '--':
        synopsis[names[0]] = argument
synopsis.update({'-h': None, '-V': None})
differ('thimble: synopsis', synopsis, {k: v[1] for k, v in rows.items()})

# The certificate tool: a part of the synopsis for each command.
page = sections('src/app/thimble-cert.8')
text = help_of('thimble-cert', '-h')
commands = re.findall(r'^  (\S+) {2,}', text, flags=re.M)
parts = {p.split('\n')[0].split()[-1]: p for p in re.split(
    r'^\.Nm thimble-cert\n', '\n'.join(page['SYNOPSIS']), flags=re.M)
    if p.startswith('.Cm')}
differ('thimble-cert: commands', list(parts), commands)
items = re.findall(r'^\.It Cm (\S+)', '\n'.join(page['DESCRIPTION']), re.M)
differ('thimble-cert: commands described', items, commands)
rows = {}
for command in commands:
    said = help_of('thimble-cert', command, '-h')
    own = table(said)
    parsed(own, 'thimble-cert', command)
    rows.update(own)
    listed = [options(x) for x in parts[command].split('\n')
              if x.startswith(('.Op Fl', '.Fl'))]
    differ(f'thimble-cert {command}: synopsis', [(n[0], a) for n, a in listed],
           [(k, v[1]) for k, v in own.items() if k != '-h'])
    operand = re.search(r'\[options\] (\S+)$', said, re.M)
    differ(f'thimble-cert {command}: operand',
           re.findall(r'^\.(?:Op )?Ar (\S+)', parts[command], re.M),
           operand[1].strip('[]').split() if operand else [])
described('thimble-cert', page, rows)
statuses = re.findall(r'^\.It (\d+)', '\n'.join(page['EXIT STATUS']), re.M)
differ('thimble-cert: exit statuses', sorted(statuses), sorted(re.findall(
    r'\b(\d+) ', re.sub(r'\s+', ' ', text.split('Exit status:')[1]))))

# The web UI's side: the verbs are those of the help, and so are the options.
page = sections('src/app/thimble-webui.7')
text = help_of('thimble-web', 'hook', '-h')
rows = {}
for command in re.findall(r'^  (\S+)  ', help_of('thimble-web', '-h'), re.M):
    own = table(help_of('thimble-web', command, '-h'))
    parsed(own, 'thimble-web', command)
    rows.update(own)
described('thimble-webui', page, rows)
verbs = re.search(r'The verbs: (.*)', text)[1].split()
part = '\n'.join(page['DESCRIPTION']).split('.Ss Verbs')[1].split('.Ss')[0]
differ('thimble-webui: verbs', sorted(' '.join(re.findall(
    r'^\.It Cm (\S.*)', part, re.M)).replace(' , ', ' ').split()),
       sorted(verbs))

# The configuration: its keys as the complaint about another one lists them.
page = sections('src/app/thimble.conf.5')
with open(f'{tmp}/conf', 'w', encoding='ascii') as f:
    f.write('nonsense = 1\n')
said = subprocess.run([f'{bin}/thimble-cert', 'request', '--config',
                       f'{tmp}/conf'], capture_output=True, text=True,
                      check=False).stderr
keys = re.split(', | and ', re.search(r'the keys are (.*)', said)[1])
differ('thimble.conf: keys', sorted(re.findall(
    r'^\.It Cm (\S+)', '\n'.join(page['DESCRIPTION']), re.M)), sorted(keys))
for name in ('thimble.8', 'thimble-cert.8', 'thimble.conf.5',
             'thimble-webui.7'):
    for section in ('FILES', 'EXAMPLES', 'BUGS') + (
            ('EXIT STATUS',) if name[-1] in '78' else ()):
        if section not in sections(f'src/app/{name}'):
            print(f'{name}: no section {section}')
PY
verdict
