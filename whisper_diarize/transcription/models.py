"""From the name of a Whisper model to a folder on this machine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from whisper_diarize.errors import ModelError, OptionError
from whisper_diarize.files import expanded, is_folder

from .model_files import CONFIG, WEIGHTS


@dataclass(frozen=True)
class ModelFormat:
    """A format of Whisper models: the files that one engine reads, and where they are published.

    Attributes:
        engine: the engine's name, for messages.
        owner: an owner of such repositories on huggingface.co, for messages.
        repositories: short names of models, and their repositories.
        needed: the names of the files; where several are known for one file, the first that is there is used.
        optional: names of files that are used if they are there.
    """

    engine: str
    owner: str
    repositories: Mapping[str, str]
    needed: tuple[tuple[str, ...], ...]
    optional: tuple[str, ...] = ()

    def check_name(self, model: str) -> None:
        """Check that `model` is a short name, a hub repository `owner/name`, or a folder, without looking for it.

        Raises:
            OptionError: it is none of these; the short names are listed.
        """
        if model not in self.repositories and not _is_repository(model) and not _is_folder(model):
            unknown = OptionError.unknown("Whisper model", model, self.repositories, in_order=True)
            raise OptionError(f"{unknown}; or name a folder, or a repository of huggingface.co as owner/name")

    def find(self, model: str) -> Path:
        """Return the folder with the files of `model`: the folder itself, or that of the hub's cache.

        The hub is asked only for a model that is not on this machine.

        Raises:
            ModelError: the model is not here and cannot be downloaded, or the folder lacks a file.
            OptionError: the name is not valid.
        """
        self.check_name(model)
        if _is_folder(model):
            return self._complete(expanded(model))
        from .hub import fetch  # noqa: PLC0415  # slow to import

        return fetch(self.repositories.get(model, model), self)

    def fingerprint(self, folder: Path) -> tuple[tuple[str, int, int, int], ...]:
        """Return the paths, sizes and times of a model's files: one of them changes when a file does.

        Their bytes would take a second to read. The hub's cache calls files by their checksums.

        Raises:
            ModelError: one of them cannot be looked at.
        """
        found = []
        try:
            for path in self._paths(folder):
                status = path.stat()
                found.append((str(path.resolve()), status.st_size, status.st_mtime_ns, status.st_ctime_ns))
        except OSError as exc:
            raise ModelError(f"{folder}: {exc.strerror or exc}; copy or download the model again") from exc
        return tuple(found)

    def _paths(self, folder: Path) -> Iterator[Path]:
        """Yield all files that are there; of a needed one that is not, the first name."""
        for names in self.needed:
            yield from [folder / name for name in names if (folder / name).is_file()] or [folder / names[0]]
        yield from (folder / name for name in self.optional if (folder / name).is_file())

    def _complete(self, folder: Path) -> Path:
        if not is_folder(folder):
            held = [names[0] for names in self.needed]
            raise ModelError(
                f"{folder}: there is no such folder; name one that holds {', '.join(held[:-1])} and {held[-1]}"
            )
        for names in self.needed:
            if not any((folder / name).is_file() for name in names):
                raise ModelError(
                    f"{folder}: there is no {' or '.join(names)} in it; name a folder with a Whisper model for "
                    f"{self.engine}, as the repositories of huggingface.co/{self.owner} have it"
                )
        return folder


# Source: https://huggingface.co/collections/mlx-community/whisper-663256f9964fbb1177db93dc
MLX = ModelFormat(
    engine="MLX",
    owner="mlx-community",
    repositories={
        "tiny": "mlx-community/whisper-tiny-mlx",
        "tiny.en": "mlx-community/whisper-tiny.en-mlx",
        "base": "mlx-community/whisper-base-mlx",
        "base.en": "mlx-community/whisper-base.en-mlx",
        "small": "mlx-community/whisper-small-mlx",
        "small.en": "mlx-community/whisper-small.en-mlx",
        "medium": "mlx-community/whisper-medium-mlx",
        "medium.en": "mlx-community/whisper-medium.en-mlx",
        "large": "mlx-community/whisper-large-v3-mlx",
        "large-v2": "mlx-community/whisper-large-v2-mlx",
        "large-v3": "mlx-community/whisper-large-v3-mlx",
        "large-v3-turbo": "mlx-community/whisper-large-v3-turbo",
        "turbo": "mlx-community/whisper-large-v3-turbo",
    },
    needed=((CONFIG,), WEIGHTS),
)


def _is_repository(model: str) -> bool:
    return re.fullmatch(r"[\w.-]+/[\w.-]+", model) is not None and model[0] not in "./"


def _is_folder(model: str) -> bool:
    return model.startswith((".", "/", "~")) or (model != "" and is_folder(model))
