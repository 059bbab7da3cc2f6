"""Where the peers from npm are installed, and in which versions; runs none of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

ROOM = Path(__file__).parent
PACKAGES = ROOM / "node_modules"
PRISM = PACKAGES / "@stoplight" / "prism-cli" / "dist" / "index.js"
DREDD = PACKAGES / "dredd" / "bin" / "dredd"
SPECMATIC = PACKAGES / "specmatic" / "specmatic.jar"


def install() -> None:
    """Install the peers of package.json where they are missing; without node and npm nothing is done."""
    npm = shutil.which("npm")
    if npm is not None and not all(each.is_file() for each in (PRISM, DREDD, SPECMATIC)):
        command = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=ROOM, check=False, timeout=600)


def missing(file: Path, program: str) -> bool:
    """Whether a peer cannot be run here."""
    return not file.is_file() or shutil.which(program) is None


def versions() -> dict[str, str]:
    """The versions of the peers, by the names of their packages."""
    wanted = json.loads((ROOM / "package.json").read_text(encoding="utf-8"))["dependencies"]
    files = {name: PACKAGES / name / "package.json" for name in wanted}
    return {
        name: json.loads(file.read_text(encoding="utf-8"))["version"] if file.is_file() else wanted[name]
        for name, file in files.items()
    }
