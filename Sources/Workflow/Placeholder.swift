// Workflow: to be filled.
