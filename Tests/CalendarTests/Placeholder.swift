// CalendarTests: to be filled.
