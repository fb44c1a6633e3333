// Store: to be filled.
