"""The application: doors, services, the clock and the command line."""
