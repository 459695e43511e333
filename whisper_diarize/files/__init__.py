"""Files of the user: written whole or not at all, never in place of a person's work, and with a way back."""

from .home import expanded, is_folder, is_there
from .keeping import STATE_DIR, WrittenFiles, keep_copy, write_output, written_files
from .place import free_bytes, refuse_unusable
from .private import make_private
from .versions import MAX_VERSIONS, Change, changes, recorded, undo
from .writing import file_of, find_recording, recording_beside, write_atomically

__all__ = [
    "MAX_VERSIONS",
    "STATE_DIR",
    "Change",
    "WrittenFiles",
    "changes",
    "expanded",
    "file_of",
    "find_recording",
    "free_bytes",
    "is_folder",
    "is_there",
    "keep_copy",
    "make_private",
    "recorded",
    "recording_beside",
    "refuse_unusable",
    "undo",
    "write_atomically",
    "write_output",
    "written_files",
]
