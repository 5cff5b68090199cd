"""How well a call fits a profile, and why: pure, no disk, clock or network."""
