(function_declaration body: (block) @fold)
(test_declaration (block) @fold)
