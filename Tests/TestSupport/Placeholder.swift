// TestSupport: to be filled.
