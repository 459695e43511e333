"""The address of a server, which others reach with a key only."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from whisper_diarize import OptionError

from .arguments import KEY_VARIABLE


def refuse_open_door(host: str, keys: Sequence[str], *, option: str = "--host", file_option: bool = True) -> None:
    """Refuse to listen where others can reach us, without a key.

    Raises:
        OptionError: `option`, the user's, names such an address.
    """
    try:
        is_own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_own = False
    if not is_own and not keys:
        ways = f"{KEY_VARIABLE} or --api-key-file" if file_option else KEY_VARIABLE
        raise OptionError(f"{option} {host}: others could use this server; set a key in {ways}, or listen on 127.0.0.1")
