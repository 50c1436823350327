(pair (array) @fold)
