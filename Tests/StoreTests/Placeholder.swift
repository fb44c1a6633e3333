// StoreTests: to be filled.
