"""A folder of small wheels, the only index that pip knows."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from whisper_diarize.catalogue import File, Wheel

TAGS = "cp39-cp39-win_amd64"
"""Tags of a machine that no test runs on."""


@dataclass(frozen=True)
class FakeIndex:
    """Wheels by their files, as `PIP_FIND_LINKS` has them."""

    folder: Path

    def add(
        self, project: str, version: str, files: dict[str, bytes], *, taken: tuple[str, ...] = (), tags: str = TAGS
    ) -> Wheel:
        """Put a wheel there; return the source that takes some of its files out of it, without more all."""
        name, content = f"{project}-{version}-{tags}.whl", _wheel(project, version, files)
        (self.folder / name).write_bytes(content)
        return Wheel(
            project, version, file_of(name, content), tuple(file_of(one, files[one]) for one in taken or files)
        )


def file_of(name: str, content: bytes) -> File:
    """Return a file as the catalogue pins it."""
    return File(name, len(content), hashlib.sha256(content).hexdigest())


def _wheel(project: str, version: str, files: dict[str, bytes]) -> bytes:
    info = f"{project}-{version}.dist-info"
    every = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: false\n",
    }
    record = "".join(f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in every.items())
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (every | {f"{info}/RECORD": record.encode()}).items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
