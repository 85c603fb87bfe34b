"""Measurements against a hand-written script on the same data. They print ratios, never pass or fail."""
