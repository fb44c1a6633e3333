// ExecutorTests: to be filled.
