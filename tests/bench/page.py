# SPDX-License-Identifier: MIT
"""Writes COMPARISON.md, so that no figure in it is typed by hand.

    page.py             takes in what the benchmarks left in out/figures
    page.py --check     exits 1 if the page is not what it would write

The figures measured last are kept in figures.tsv: benchmark, row, column,
figure. comparison.in is the page with {benchmark/row/column:FORMAT} for each
of them; FORMAT is Python's, or `words` for a figure that may be a word.
README.md names one figure, the first item of its list.
"""

import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
MEASURED = TOP + '/out/figures'
KEPT = HERE + '/figures.tsv'
PAGE = HERE + '/COMPARISON.md'
README = TOP + '/README.md'


def read(path):
    """A file's text."""
    with open(path, encoding='utf-8') as f:
        return f.read()


def figures(*paths):
    """Lines of these files by benchmark."""
    found = {}
    for path in paths:
        for line in read(path).splitlines():
            found.setdefault(line.split('\t')[0], []).append(line)
    return found


def keep():
    """Takes in the benchmarks that were run."""
    new = [os.path.join(MEASURED, x) for x in sorted(os.listdir(MEASURED))]
    merged = figures(KEPT) | figures(*new)
    with open(KEPT, 'w', encoding='ascii') as f:
        for name in sorted(merged):
            f.writelines(line + '\n' for line in merged[name])


def filled(text, known):
    """The text with each figure in its place."""
    def figure(match):
        key, form = match.groups()
        if key not in known:
            sys.exit(f'comparison.in: no such figure: {key}')
        if form == 'words' and not re.fullmatch(r'[0-9.]+', known[key]):
            return known[key]
        return format(float(known[key]), '.2f' if form == 'words' else form)
    return re.sub(r'\{([^{}:]+):([^{}]+)\}', figure, text)


def pages():
    """What the two pages should say, by path."""
    known = {}
    for lines in figures(KEPT).values():
        for line in lines:
            *key, value = line.split('\t')
            known['/'.join(key)] = value
    readme, n = re.subn(
        r'(?m)^- An idle connection costs \d+ KB', filled(
            '- An idle connection costs {table/idle 1.3/thimble:.0f} KB',
            known), read(README))
    if n != 1:
        sys.exit('README.md: no line of what an idle connection costs')
    return {PAGE: filled(read(HERE + '/comparison.in'), known),
            README: readme}


def main():
    """Writes the pages, or says which one is not up to date."""
    check = sys.argv[1:] == ['--check']
    if not check:
        keep()
    stale = {p: t for p, t in pages().items() if read(p) != t}
    for path, text in stale.items():
        if not check:
            with open(path, 'w', encoding='utf-8') as f:
                f.write(text)
        print(f'{os.path.relpath(path, TOP)}: ' + (
            'is not what page.py writes: change comparison.in' if check
            else 'written'))
    sys.exit(1 if check and stale else 0)


main()
