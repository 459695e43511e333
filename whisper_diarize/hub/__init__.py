"""huggingface.co: files already on this machine, and short, checked downloads of missing ones.

huggingface_hub fetches and keeps the files, so HF_TOKEN, HF_HOME, HF_ENDPOINT and HF_HUB_OFFLINE mean what they always
do. What this package adds: nothing waits for long, every published checksum is compared, a download goes on where a
program was stopped, and each failure is one line.
"""

from .cache import cached, check, sha256_of, snapshot
from .download import announce, download
from .failures import GATED, NO_CONNECTION, OFFLINE
from .listing import HubFile, Listing, ask, has_token, is_offline
from .timeouts import quiet

__all__ = [
    "GATED",
    "NO_CONNECTION",
    "OFFLINE",
    "HubFile",
    "Listing",
    "announce",
    "ask",
    "cached",
    "check",
    "download",
    "has_token",
    "is_offline",
    "quiet",
    "sha256_of",
    "snapshot",
]
