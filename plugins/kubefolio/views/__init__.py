"""Pure values that two or more pages share: encoded text, links, notices, the recognised stack. No I/O."""
