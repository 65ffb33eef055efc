"""Compile the translation catalogues whenever the package is built or installed in place."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).resolve().parent / "tools"))


class BuildWithCatalogues(build_py):
    """`build_py`, with the .mo files made first."""

    def run(self) -> None:
        """Compile, then build."""
        import catalogues  # only here: Babel is a build requirement, not needed to read this file

        catalogues.compile_all()
        super().run()


setup(cmdclass={"build_py": BuildWithCatalogues})
