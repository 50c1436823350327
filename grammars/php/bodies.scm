(function_definition body: (compound_statement) @fold)
(method_declaration body: (compound_statement) @fold)
(anonymous_function body: (compound_statement) @fold)
