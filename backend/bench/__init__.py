"""Measuring the program as its users meet it: one process under load from another, with the conditions beside."""
