"""Demo mode: personas, one-click entry, the mail shown in a page. Deletable."""
