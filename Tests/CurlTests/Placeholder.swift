// CurlTests: to be filled.
