// Markup: to be filled.
