"""Who may import whom, and what may not be imported early."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.import_graph import PACKAGE, circles, exported, modules, our_imports, our_modules, room

EVERYTHING = {"*"}

# `errors` and itself every room may import
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "version": set(),
    "blas": set(),
    "dimensions": set(),
    "cancellation": set(),
    "threads": {"cancellation"},
    "hub": {"cancellation"},
    "files": {"errors", "records"},
    "carrying": {"errors", "records", "formats", "review"},
    "records": set(),
    "nn": {"blas", "dimensions", "cancellation"},
    "clustering": set(),
    "weights": {"nn", "dimensions"},
    "models": {
        "weights",
        "nn",
        "clustering",
        "dimensions",
        "files",
        "hub",
        "catalogue",
        "wheels",
        "protocols",
        "records",
        "registry",
    },
    "configuration": {"files", "registry"},
    "glossary": {"records", "text"},
    "remarks": set(),
    "read_options": set(),
    "reuse": set(),
    "channels": set(),
    "audio": {"records", "cancellation", "channels", "remarks", "read_options"},
    "live_text": {"records"},
    "text": set(),
    "attribution": {"records", "protocols", "text"},
    "formats": {"records", "text"},
    "review": {"records", "quality", "formats", "text"},
    "documents": {"records", "components", "files", "formats", "protocols", "pipeline", "plugins", "assembly"},
    "dialects": {"records", "protocols", "formats", "text"},
    "scoring": {"records", "protocols", "dialects", "transcription"},
    "transcription": {
        *(
            "records",
            "protocols",
            "dialects",
            "weights",
            "blas",
            "hub",
            "text",
            "cancellation",
            "threads",
            "files",
            "live_text",
        ),
    },
    "quality": {"records"},
    "diarization": {"records", "protocols", "catalogue", "models", "clustering", "quality", "cancellation"},
    "identification": {"records", "files"},
    "doctor": {"records", "weights", "models", "clustering", "diarization", "blas", "files"},
    "protocols": {"records"},
    "catalogue": {"registry", "component_options", "protocols"},
    "wheels": {"catalogue", "cancellation", "files", "hub"},
    "hookspecs": {"records", "protocols", "registry", "catalogue"},
    "component_options": set(),
    "registry": {"component_options"},
    "scaffold": {"version"},
    "plugins": {"records", "protocols", "hookspecs", "registry", "catalogue", "builtin", "version"},
    "builtin": {
        "hookspecs",
        "catalogue",
        "protocols",
        "records",
        "registry",
        "audio",
        "transcription",
        "diarization",
        "attribution",
        "identification",
        "dialects",
        "formats",
        "glossary",
        "review",
    },
    "components": {"records", "protocols", "attribution", "cancellation"},
    "events": {"records", "protocols"},
    "recognition": {"records", "channels", "protocols", "components", "events", "attribution", "quality"},
    "by_channel": {"records", "channels", "components", "attribution", "quality", "recognition"},
    "naming": {"records", "components", "events"},
    "pipeline": {
        "naming",
        "records",
        "protocols",
        "components",
        "events",
        "attribution",
        "recognition",
        "by_channel",
        "carrying",
        "files",
    },
    "kept": {"threads"},
    "sources": {"records", "files", "audio", "read_options"},
    "reading": {"records", "cancellation", "sources"},
    "session": EVERYTHING,
    "batch": {
        *("assembly", "caching", "cancellation", "components", "events", "files", "pipeline", "plugins"),
        *("read_options", "records", "reuse", "session", "sources", "version"),
    },
    "caching": {"records", "protocols", "version", "remarks", "read_options", "reuse", "files"},
    "assembly": {
        "component_options",
        "records",
        "protocols",
        "components",
        "registry",
        "plugins",
        "kept",
        "sources",
        "caching",
    },
    "api": EVERYTHING,
    "testing": EVERYTHING,
    "pytest_plugin": EVERYTHING,
    "cli": EVERYTHING,
    "__init__": EVERYTHING,
}


STAGES = "the doctor computes each stage anew and compares"
OF_ONE_TABLE = "names of the columns and conditions of one table, which mean nothing elsewhere"
ONE_PLUGIN = "each module is a plugin"

# (room, module of another room): imported past that room's own list of names, and why
DEEP = {
    ("cli", "whisper_diarize.models.accuracy"): OF_ONE_TABLE,
    ("diarization", "whisper_diarize.quality.levels"): "it reads samples; the room itself imports no NumPy",
    ("doctor", "whisper_diarize.clustering.linkage"): STAGES,
    ("doctor", "whisper_diarize.clustering.vbx"): STAGES,
    ("doctor", "whisper_diarize.diarization.counting"): STAGES,
    ("doctor", "whisper_diarize.diarization.embed"): STAGES,
    ("doctor", "whisper_diarize.diarization.powerset"): STAGES,
    ("doctor", "whisper_diarize.diarization.reconstruct"): STAGES,
    ("doctor", "whisper_diarize.diarization.segmentation"): STAGES,
    ("doctor", "whisper_diarize.diarization.turns"): STAGES,
    ("doctor", "whisper_diarize.diarization.windows"): STAGES,
    ("plugins", "whisper_diarize.builtin.attributors"): ONE_PLUGIN,
    ("plugins", "whisper_diarize.builtin.audio"): ONE_PLUGIN,
    ("plugins", "whisper_diarize.builtin.diarizers"): ONE_PLUGIN,
    ("plugins", "whisper_diarize.builtin.formats"): ONE_PLUGIN,
    ("plugins", "whisper_diarize.builtin.identifiers"): ONE_PLUGIN,
    ("plugins", "whisper_diarize.builtin.models"): ONE_PLUGIN,
    ("plugins", "whisper_diarize.builtin.post_processors"): ONE_PLUGIN,
    ("plugins", "whisper_diarize.builtin.readers"): ONE_PLUGIN,
    ("plugins", "whisper_diarize.builtin.transcribers"): ONE_PLUGIN,
}

ROOMS = sorted({room(module) for module in modules(PACKAGE)})
PATHS = sorted(PACKAGE.rglob("*.py"))


def imported_rooms(importer: str) -> set[str]:
    """The rooms of the package that a room imports."""
    inside = [
        found for found in our_imports() if found.importer in modules(PACKAGE) and room(found.importer) == importer
    ]
    return {room(found.target) for found in inside} - {importer}


def deep_imports() -> set[tuple[str, str]]:
    """(room or plugin, module): imports of a module inside another room, instead of the room itself."""
    found = set()
    for one in our_imports():
        inside = one.importer in modules(PACKAGE)
        importer = room(one.importer) if inside else one.importer.split(".")[0]
        if one.target.count(".") > 1 and not (inside and room(one.target) == importer):
            found.add((importer, one.target))
    return {(importer, target) for importer, target in found if not target.startswith(f"{importer}.")}


def test_every_room_is_in_the_table_and_no_other() -> None:
    assert sorted(ALLOWED) == ROOMS


@pytest.mark.parametrize("importer", ROOMS)
def test_room_imports_only_what_its_layer_may(importer: str) -> None:
    if ALLOWED[importer] != EVERYTHING:
        assert imported_rooms(importer) - {"errors"} <= ALLOWED[importer]


@pytest.mark.parametrize("importer", ROOMS)
def test_room_uses_every_permission(importer: str) -> None:
    assert ALLOWED[importer] - imported_rooms(importer) - EVERYTHING == set()


def test_a_room_is_entered_by_its_own_names_but_where_a_reason_is_given() -> None:
    assert deep_imports() == set(DEEP)


@pytest.mark.parametrize("package", [name for name, path in our_modules().items() if path.name == "__init__.py"])
def test_names_from_another_package_are_those_it_lists(package: str) -> None:
    foreign = [found for found in our_imports() if found.target == package and not found.importer.startswith(package)]
    assert {name for found in foreign for name in found.names} - exported(package) == set()


def test_no_module_leads_back_to_itself() -> None:
    assert circles({(found.importer, found.target) for found in our_imports()}) == []


def test_a_circle_is_found_wherever_it_is_entered() -> None:
    assert circles({("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")}) == [["b", "c"]]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_torch_is_imported_nowhere(path: Path) -> None:
    imports = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = {alias.name for node in imports for alias in node.names} | {getattr(node, "module", "") for node in imports}
    assert "torch" not in {str(name).split(".")[0] for name in names}


@pytest.mark.parametrize("module", ["whisper_diarize", "whisper_diarize.cli", "whisper_diarize.plugins"])
def test_heavy_packages_are_not_imported_early(module: str) -> None:
    heavy = ("numpy", "mlx", "mlx_whisper", "torch", "scipy", "sklearn", "av", "soundfile", "huggingface_hub", "rich")
    code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
