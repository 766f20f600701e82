"""The application: settings, services, and the doors through which they are reached."""
