"""The review page: a transcript to listen to and correct, as one HTML file that opens from disk.

`page.html`, `style.css` and `scripts/` are its sources, with the scripts in the folder above, which make corrections.
`bundle` joins the scripts, `html` puts it all into one file.
"""

from .html import Html, HtmlOptions

__all__ = ["Html", "HtmlOptions"]
