(function_declaration body: (block) @fold)
(function_definition body: (block) @fold)
