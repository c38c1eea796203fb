"""Our own files, read as text or as syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "epaule"


@cache
def files(*suffixes: str, under: str = "epaule") -> tuple[Path, ...]:
    """Our files with these suffixes, but what is generated."""
    found = sorted(path for path in (ROOT / under).rglob("*") if path.suffix in suffixes)
    return tuple(path for path in found if not {"node_modules", "dist", "__pycache__"} & set(path.parts))


def python_files() -> Iterator[Path]:
    """The Python of the product, without migrations."""
    return (path for path in files(".py") if "migrations" not in path.parts)


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def strings(path: Path) -> Iterator[str]:
    """Every string written in a Python file."""
    return (
        node.value
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a Python file that something reads, with its line: not what explains the code."""
    tree = syntax(path)
    explains = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explains:
            yield node.lineno, node.value


@cache
def templates() -> dict[str, Path]:
    """Our templates by the name that loads them."""
    found = {}
    for path in files(".html", ".txt"):
        if "templates" in path.parts:
            folder = len(path.parts) - path.parts[::-1].index("templates")
            found["/".join(path.parts[folder:])] = path
    return found


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
