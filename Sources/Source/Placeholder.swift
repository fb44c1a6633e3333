// Source: to be filled.
