"""What several writers need and none owns: sealed ZIPs, our own words, addresses, table columns."""
