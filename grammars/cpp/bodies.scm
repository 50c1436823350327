; Functions are in grammars/c.
(function_definition (try_statement) @fold)
(lambda_expression body: (compound_statement) @fold)
