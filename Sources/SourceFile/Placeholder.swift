// SourceFile: to be filled.
