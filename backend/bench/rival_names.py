"""What the peers are called in figures, tables and plots."""

from typing import Final

KDTREE: Final = "scipy cKDTree by category"
RTREE: Final = "SQLite R*Tree"
SCAN: Final = "numpy scan by category"
POSTGRES: Final = "PostgreSQL GiST, no PostGIS"
POSTGRES_FULL: Final = "PostgreSQL GiST and Python, no PostGIS"
FASTAPI: Final = "FastAPI over PostgreSQL"
