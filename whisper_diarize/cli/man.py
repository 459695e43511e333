"""`whisper-diarize man`: manual pages of all commands, for man(1) and for packagers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from typer import Argument

from whisper_diarize.files import refuse_unusable, write_output

from .errors import handled
from .man_pages import man_pages
from .progress import configure_logging
from .terminal import out

Folder = Annotated[Path, Argument(metavar="DIR", help="The folder to write to, such as ~/.local/share/man/man1.")]


# Any: Typer publishes no type of its commands
def man_command(roots: Callable[[], dict[str, Any]]) -> Callable[[Path], None]:
    """Return the command; `roots` returns our two commands, with those of plugins below the second."""

    def man(folder: Folder) -> None:
        """Write manual pages of all commands, those of plugins too.

        Examples:

            whisper-diarize man ~/.local/share/man/man1
        """
        configure_logging(quiet=False, verbose=False)
        with handled():
            target = folder.expanduser()
            refuse_unusable(target)
            pages = [page for name, root in roots().items() for page in man_pages(root, name)]
            for name, text in pages:
                write_output(target / name, text, "replace")
        out(f"wrote {len(pages)} pages to {target}\n")

    return man
