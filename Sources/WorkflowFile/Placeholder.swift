// WorkflowFile: to be filled.
