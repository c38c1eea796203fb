"""The help itself: invitation, live room, consents, signalling, timeline."""
