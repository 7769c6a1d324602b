"""
A file that holds nothing but space. When the disk is all but full it is thrown overboard, and what must still be
written can be; when there is plenty again it is taken back in.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from tandem.kit.signals import note

MEBIBYTE = 1024 * 1024

PLENTY = 4
"""It is laid when so many times its size is free."""


class Ballast:
    """`size` in bytes; 0 does without."""

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        self._size = size
        self.is_short = False
        """Whether, when it was last looked, the disk had less left than the ballast takes."""

    @property
    def is_laid(self) -> bool:
        return self._path.exists()

    def tend(self, free: int) -> None:
        """Call now and then with what the disk has left, in bytes."""
        self.is_short = free < self._size
        if self.is_laid and free < self._size:
            self.release()
            note("disk.low", free=free)
        elif self._size and not self.is_laid and free > self._size * PLENTY:
            self._lay()

    def release(self) -> None:
        self._path.unlink(missing_ok=True)

    def _lay(self) -> None:
        """Whole, or not at all."""
        try:
            with self._path.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, self._size)
        except (OSError, AttributeError):  # a file system or a platform that cannot promise space
            with contextlib.suppress(OSError):
                self.release()
