"""Everything that must hold before a change is kept: `python tests/check.py`.

Format, lint, strict types, floors, tests, in that order; stops at the first that fails and prints
the repair. Words after the command go to pytest: `python tests/check.py -k names`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Step(NamedTuple):
    """A command, run with this interpreter, and what to do when it fails."""

    name: str
    command: tuple[str, ...]
    repair: str


PYTHON = sys.executable
STEPS = (
    Step(
        "format",
        (PYTHON, "-m", "ruff", "format", "--check", "."),
        "Run `python -m ruff format .`",
    ),
    Step(
        "lint",
        (PYTHON, "-m", "ruff", "check", "."),
        "Run `python -m ruff check --fix .`, and change by hand what is left.",
    ),
    Step("types", (PYTHON, "-m", "mypy"), "Give the types mypy asks for at the lines above."),
    Step(
        "floors",
        (PYTHON, "-c", "from importlinter.cli import lint_imports_command as run; run()"),
        "Imports only point downwards: move the shared thing to a lower floor. A new module of "
        "exporter/ takes its place in the layers of pyproject.toml.",
    ),
    Step(
        "tests",
        (PYTHON, "-m", "pytest"),
        "Run the first failing test alone with `python -m pytest -x --lf` and mend what it shows.",
    ),
)


def main(words: list[str]) -> int:
    """Runs the steps; the exit code is that of the first that fails."""
    for step in STEPS:
        print(f"— {step.name}", flush=True)
        more = words if step.name == "tests" else []
        code = subprocess.run([*step.command, *more], cwd=ROOT, check=False).returncode
        if code:
            print(f"\n{step.name} failed. {step.repair}", file=sys.stderr)
            return code
    print("All is well.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
