"""What an archive lies in: folders, ZIPs, tars; one step at a time, all or nothing."""
