"""Other ways to answer the plain load, each in the best form that we know of, asked for the same in the same run."""
