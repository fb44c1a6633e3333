// Channel: to be filled.
