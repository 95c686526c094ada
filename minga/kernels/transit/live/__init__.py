"""What really runs: delays, cancellations and added trips laid over a compiled day."""
