// Executor: to be filled.
