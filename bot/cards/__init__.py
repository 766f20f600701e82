"""What stands in a message about one thing: the same card in an answer and in a notice."""
