// SourceTests: to be filled.
