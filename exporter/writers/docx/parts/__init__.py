"""The parts of the package beside the body, and how they are put together."""
