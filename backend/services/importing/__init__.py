"""The list that a tool library already has, brought in: read, understand every line, then change what differs."""
