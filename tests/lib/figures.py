# SPDX-License-Identifier: MIT
"""What a benchmark found, kept for the page that compares: bench/page.py."""

import os

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
FOLDER = os.path.join(TOP, 'out/figures')


class Figures(dict):
    """Figures of one benchmark by (row, column)."""

    def __init__(self, name):
        super().__init__()
        self.name = name

    def note(self, row, column, figure):
        """Keeps a figure: a number, or a word where there is none."""
        self[row, column] = figure

    def write(self):
        """Writes all of them to out/figures/NAME.tsv, in their order."""
        os.makedirs(FOLDER, exist_ok=True)
        with open(f'{FOLDER}/{self.name}.tsv', 'w', encoding='ascii') as f:
            for (row, column), figure in self.items():
                if isinstance(figure, float):
                    figure = f'{figure:.4g}'
                f.write(f'{self.name}\t{row}\t{column}\t{figure}\n')
