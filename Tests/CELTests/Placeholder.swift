// CELTests: to be filled.
