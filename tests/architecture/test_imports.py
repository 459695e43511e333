"""Who may import whom, and what may not be imported early."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import whisper_diarize

PACKAGE = Path(whisper_diarize.__file__).parent
EVERYTHING = {"*"}

ALLOWED = {
    "errors": set(),
    "version": set(),
    "blas": set(),
    "dimensions": set(),
    "cancellation": set(),
    "threads": {"cancellation"},
    "hub": {"cancellation"},
    "files": {"errors", "records"},
    "records": set(),
    "nn": {"blas", "dimensions"},
    "clustering": set(),
    "weights": {"nn", "dimensions"},
    "models": {"weights", "nn", "clustering", "dimensions", "files", "hub"},
    "audio": {"records", "cancellation"},
    "text": set(),
    "attribution": {"records", "protocols", "text"},
    "formats": {"records", "text"},
    "review": {"records", "formats", "text"},
    "documents": {"records", "files", "formats"},
    "scoring": {"records", "transcription"},
    "transcription": {"records", "protocols", "blas", "hub", "text", "cancellation", "threads"},
    "quality": {"records"},
    "diarization": {"records", "protocols", "models", "clustering", "quality"},
    "doctor": {"records", "nn", "weights", "models", "clustering", "diarization", "blas"},
    "protocols": {"records"},
    "hookspecs": {"records", "protocols", "registry"},
    "component_options": set(),
    "registry": {"component_options"},
    "scaffold": {"version"},
    "plugin_sources": {"hookspecs"},
    "plugin_set": {"records", "protocols", "hookspecs", "plugin_sources", "registry"},
    "plugins": {"hookspecs", "plugin_set", "plugin_sources", "builtin", "version"},
    "builtin": {
        "hookspecs",
        "protocols",
        "records",
        "registry",
        "audio",
        "transcription",
        "diarization",
        "attribution",
        "formats",
        "review",
    },
    "components": {"records", "protocols", "attribution"},
    "events": {"records", "protocols"},
    "pipeline": {"records", "protocols", "components", "events", "attribution", "files", "quality"},
    "kept": {"threads"},
    "sources": {"records", "files", "audio"},
    "reading": {"records", "cancellation", "sources"},
    "engines": {"records", "protocols", "components", "cancellation", "threads"},
    "reporting": {"records", "events", "cancellation"},
    "running": EVERYTHING,
    "choice": {"plugins", "assembly"},
    "session": EVERYTHING,
    "caching": {"records", "protocols", "version"},
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
    "cli": EVERYTHING,
    "__init__": EVERYTHING,
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def unit(path: Path) -> str:
    """The package or module directly below whisper_diarize that a file belongs to."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported_units(path: Path) -> set[str]:
    """The units of whisper_diarize that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = ["whisper_diarize", *path.relative_to(PACKAGE).parts[:-1]]
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "whisper_diarize" else [module]
        found |= {name.split(".")[1] for name in names if name.startswith("whisper_diarize.")}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_imports_only_what_its_layer_may(path):
    allowed = ALLOWED[unit(path)] | {"errors", unit(path)}
    assert allowed & EVERYTHING or imported_units(path) <= allowed


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_torch_is_imported_nowhere(path):
    imports = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = {alias.name for node in imports for alias in node.names} | {getattr(node, "module", "") for node in imports}
    assert "torch" not in {str(name).split(".")[0] for name in names}


@pytest.mark.parametrize("module", ["whisper_diarize", "whisper_diarize.cli", "whisper_diarize.plugins"])
def test_heavy_packages_are_not_imported_early(module):
    heavy = ("numpy", "mlx", "mlx_whisper", "torch", "scipy", "sklearn", "av", "soundfile", "huggingface_hub", "rich")
    code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
