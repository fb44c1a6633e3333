// Template: to be filled.
