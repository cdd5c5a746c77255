"""An invented type that is awkward in every way that generic code may forget."""
