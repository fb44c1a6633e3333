// TidyTests: to be filled.
