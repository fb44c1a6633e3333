// EmbeddedPostgres: to be filled.
