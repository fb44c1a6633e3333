// MachineTests: to be filled.
