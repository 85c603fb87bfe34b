"""What the undo promises holds in the generated worlds of `tests/engine/running` too."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "running"))
