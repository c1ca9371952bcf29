"""What is said, and by whom: the hand-written files, the build and the store."""
