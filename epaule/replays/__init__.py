"""What stays: films of visits."""
