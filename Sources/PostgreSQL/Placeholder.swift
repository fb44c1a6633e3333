// PostgreSQL: to be filled.
