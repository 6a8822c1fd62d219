"""The site: `make docs` builds it into build/docs from the pages of docs/, the studies and the changelog.

The source folder is the whole checkout (`sphinx-build -c docs . build/docs`), so that a link such as
`../experiments/README.md` leads to the same page here and on a repository's host.
"""

from __future__ import annotations

import sys
from pathlib import Path

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.generator.contents import with_menu, with_studies
from sim import __version__

project = "twentyfirst"
author = "The twentyfirst authors"
release = version = __version__
language = "en"
html_show_copyright = False

extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["docs/*.md", "README.md", "CHANGELOG.md", "experiments/README.md", "experiments/*/README.md"]
exclude_patterns = [".*", "build", "dist", "outputs", "multirun", "data", "sim", "conf", "tests", "**/__pycache__"]

myst_enable_extensions = ["dollarmath"]
# Links to headings as a repository's host writes them.
myst_heading_anchors = 4
nitpicky = True

html_theme = "furo"
html_title = f"twentyfirst {__version__}"
html_copy_source = False
html_show_sphinx = False
html_static_path = ["site/static"]
html_css_files = ["site.css"]
# Formulas are written as MathML by docutils: no script, and nothing to fetch.
html_math_renderer = "mathml"
# The site's front door stands at its top; pages keep the folders that they have in the checkout.
html_additional_pages = {"index": "front.html"}
templates_path = ["site/templates"]


def menus(_app: Sphinx, docname: str, source: list[str]) -> None:
    """The menu comes from the links of the pages themselves."""
    made = {root_doc: with_menu, "experiments/README": with_studies}
    if docname in made:
        source[0] = made[docname](source[0])


def inline_formula(writer: HTML5Translator, node: nodes.math) -> None:
    """A formula in a line of text."""
    writer.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def block_formula(writer: HTML5Translator, node: nodes.math_block) -> None:
    """A formula on a line of its own."""
    writer.body.append(tex2mathml(node.astext(), as_block=True))
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """What this site needs beyond Sphinx."""
    app.connect("source-read", menus)
    for language in ("csv", "console"):  # what a command prints has no colours of its own
        app.add_lexer(language, TextLexer)
    app.add_html_math_renderer("mathml", (inline_formula, None), (block_formula, None))
