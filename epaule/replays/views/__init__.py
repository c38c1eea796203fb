"""Pages and addresses of what stays: films, memos."""
