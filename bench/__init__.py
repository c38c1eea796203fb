"""Numbers that matter, each beside a reference measured in the same run. See bench/README.md."""
