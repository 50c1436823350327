; Includes are in grammars/c.
