"""The database engine: Tortoise's two clients, made safe against cancellation, overload and a second process."""
