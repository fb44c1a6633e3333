// Calendar: to be filled.
