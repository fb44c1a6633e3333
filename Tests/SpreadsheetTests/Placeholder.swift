// Empty still.
