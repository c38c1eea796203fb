"""Where? Communes, EPCI, territories and places."""
