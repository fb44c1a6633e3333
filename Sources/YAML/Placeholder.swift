// YAML: to be filled.
