"""One function for each thing a person can do, and for each thing that time does."""
