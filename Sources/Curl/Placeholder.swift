// Curl: to be filled.
