// WorkflowFileTests: to be filled.
