"""What? Themes, offers of know-how, understanding of free French text."""
