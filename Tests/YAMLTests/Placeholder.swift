// YAMLTests: to be filled.
