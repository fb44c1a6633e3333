// SourceHTTP: to be filled.
