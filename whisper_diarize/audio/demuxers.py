"""The demuxers of FFmpeg that open no file or address but the one given.

Playlists, manifests and scripts make FFmpeg open other files or addresses, some of them for ever; devices are no files.
FFmpeg's own `format_whitelist` keeps them out, also where one container is inside another.
"""

from __future__ import annotations

from pathlib import Path

import av

PLAYLIST_DEMUXERS = "applehttp,concat,dash,ffmetadata,hls,imf,ism,sdp,smoothstreaming,webm_dash_manifest"
NETWORK = "fifo,ipfs,rtp,rtsp,sap,whip"
SEVERAL_FILES = "alias_pix,bluray,dvdvideo,image2,image2pipe,vobsub"
"""Numbered pictures, discs, a subtitle's index."""
SCRIPTS = "avisynth,lavfi,libgme,libmodplug,libopenmpt,sbg,vapoursynth"
DEVICES = (
    "alsa,android_camera,audiotoolbox,avfoundation,bktr,decklink,dshow,fbdev,gdigrab,iec61883,jack,kmsgrab,libcdio,"
    "libdc1394,openal,oss,pulse,sndio,v4l2,vfwcap,video4linux2,x11grab,xcbgrab"
)
REFUSED = frozenset(f"{PLAYLIST_DEMUXERS},{NETWORK},{SEVERAL_FILES},{SCRIPTS},{DEVICES}".split(","))

PLAYLISTS = (b"#EXTM3U", b"[playlist]", b"ffconcat", b"<MPD", b"<asx", b"<ASX", b"<smil", b"v=0")
"""The first characters of files that name other files; of an XML file, those of its outer element."""

HEAD_BYTES = 4096


def allowed() -> str:
    """Return the demuxers that may be used, as FFmpeg's option `format_whitelist` has them."""
    return ",".join(sorted(name for name in av.formats_available if not REFUSED & set(name.split(","))))


def is_playlist(path: Path) -> bool:
    """Tell whether a file is a list of other files or addresses, by its first characters."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"<?xml"):
        return any(mark in head for mark in PLAYLISTS if mark.startswith(b"<"))
    return head.startswith(PLAYLISTS)
