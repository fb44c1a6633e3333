// Rules: to be filled.
