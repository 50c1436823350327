; Links stand inside text, which the block grammar does not parse.
