"""The HTTP door: routes, input and output, problem responses, OpenAPI."""
