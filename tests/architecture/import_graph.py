"""Modules of our packages and what each imports of ours, read from the source: nothing is imported to find out."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import whisper_diarize

PACKAGE = Path(whisper_diarize.__file__).parent
ROOT = Path(__file__).parents[2]
PLUGINS = sorted(ROOT.glob("plugins/*/whisper_diarize_*"))


@dataclass(frozen=True)
class Import:
    """`importer` uses `target`, a module; `names` are those that it takes from it."""

    importer: str
    target: str
    names: tuple[str, ...] = ()


@cache
def modules(folder: Path) -> dict[str, Path]:
    """The modules of a package, by their full names."""
    paths = sorted(folder.rglob("*.py"))
    return {_name(folder.name, path.relative_to(folder)): path for path in paths}


@cache
def our_modules() -> dict[str, Path]:
    """The modules of the package and of all plugins."""
    return {name: path for folder in (PACKAGE, *PLUGINS) for name, path in modules(folder).items()}


@cache
def our_imports() -> tuple[Import, ...]:
    """Every import of a module of ours by another, wherever it stands."""
    return tuple(found for name, path in our_modules().items() for found in imports(name, path) if found.target != name)


def imports(module: str, path: Path) -> Iterator[Import]:
    """The modules of ours that a module imports, wherever in the file."""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (Import(module, alias.name) for alias in node.names if alias.name in our_modules())
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            if source in our_modules():
                yield from _from(module, source, [alias.name for alias in node.names])


def room(module: str) -> str:
    """The package or module directly below whisper_diarize that a module belongs to; `__init__` for itself."""
    return module.split(".")[1] if "." in module else "__init__"


@cache
def exported(package: str) -> set[str]:
    """The names that a package lists in `__all__`."""
    tree = ast.parse(our_modules()[package].read_text(encoding="utf-8"))
    lists = [node.value for node in tree.body if isinstance(node, ast.Assign) and _assigns(node, "__all__")]
    return set(ast.literal_eval(lists[0])) if lists else set()


def circles(edges: set[tuple[str, str]]) -> list[list[str]]:
    """The groups of modules each of which leads back to itself."""
    targets: dict[str, set[str]] = {name: set() for edge in edges for name in edge}
    for source, target in edges:
        targets[source].add(target)
    reached = {name: _reachable(name, targets) for name in targets}
    groups = {frozenset(other for other in seen if name in reached[other]) for name, seen in reached.items()}
    return sorted(sorted(group) for group in groups if group)


def _name(package: str, path: Path) -> str:
    return ".".join((package, *path.with_suffix("").parts)).removesuffix(".__init__")


def _from(module: str, source: str, names: list[str]) -> Iterator[Import]:
    """`from source import names`: a name is one that the package lists, for others than itself, or a module in it."""
    listed = set() if module.startswith(f"{source}.") else exported(source)
    inside = [name for name in names if f"{source}.{name}" in our_modules() and name not in listed]
    yield from (Import(module, f"{source}.{name}") for name in inside)
    if rest := tuple(name for name in names if name not in inside):
        yield Import(module, source, rest)


def _assigns(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)


def _reachable(start: str, targets: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        found = targets[waiting.pop()] - seen
        seen |= found
        waiting += found
    return seen
