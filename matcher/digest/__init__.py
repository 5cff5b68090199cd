"""What goes into a letter and why now, and how it is written."""
