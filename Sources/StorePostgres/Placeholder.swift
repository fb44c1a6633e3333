// StorePostgres: to be filled.
