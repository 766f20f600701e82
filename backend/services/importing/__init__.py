"""The list that a tool library already has, brought in: read, understand every line, then change what differs."""

from backend.services.importing.commons import Listing, Progress, Report, bring_in
from backend.services.importing.lines import line_and_column

__all__ = ["Listing", "Progress", "Report", "bring_in", "line_and_column"]
