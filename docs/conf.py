"""How the pages become a site: Sphinx with MyST reads the Markdown that is here; warnings are errors."""

import re
from pathlib import Path

from sphinx.application import Sphinx

from mockserver.version import __version__

project = "mockserver"
author = "the authors of mockserver"
copyright = author
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
nitpicky = True
nitpick_ignore_regex = [
    ("py:.*", ".*")
]  # types of other packages are not looked up: the site is built without a network

myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]

autodoc_typehints = "description"
autodoc_member_order = "bysource"
copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = True
copybutton_line_continuation_character = "\\"
copybutton_here_doc_delimiter = "END"

html_theme = "furo"
html_title = f"mockserver {release}"

REPOSITORY = "https://github.com/mocksrv/mockserver/blob/main"
OUTSIDE = re.compile(r"\]\((?:\.\./)+((?!\.\./)[^)]*)\)")
"""A link of a page that may leave this folder: those that do lead to the repository."""


def lead_outside(_app: Sphinx, page: str, text: list[str]) -> None:
    """Let links to files beside this folder lead to the repository, where they are."""
    here = Path(__file__).parent

    def link(match: re.Match[str]) -> str:
        target = (here / page).parent / match[0][2:-1].partition("#")[0]
        inside = here in target.resolve().parents
        return match[0] if inside else f"]({REPOSITORY}/{match[1]})"

    text[0] = OUTSIDE.sub(link, text[0])


def setup(app: Sphinx) -> None:
    """Tell Sphinx."""
    app.connect("source-read", lead_outside)
