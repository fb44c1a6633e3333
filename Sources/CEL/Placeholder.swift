// CEL: to be filled.
