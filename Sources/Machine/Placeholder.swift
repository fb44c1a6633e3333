// Machine: to be filled.
