// WorkflowTests: to be filled.
