"""What two or more people do together: offered, accepted, ended."""
