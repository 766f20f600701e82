"""What the peers are called in figures, tables and plots."""

from typing import Final

KDTREE: Final = "scipy cKDTree by category"
RTREE: Final = "SQLite R*Tree"
SCAN: Final = "numpy scan by category"
POSTGRES: Final = "PostgreSQL GiST, no PostGIS"
POSTGRES_FULL: Final = "PostgreSQL GiST and Python, no PostGIS"
FASTAPI_USUAL: Final = "FastAPI over PostgreSQL, as usually written"
FASTAPI_TUNED: Final = "FastAPI over PostgreSQL, tuned"
