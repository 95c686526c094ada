"""Reading other systems' exports of service requests: files in, plain rows out."""
