// PostgreSQLTests: to be filled.
