(function_item body: (block) @fold)
(macro_definition (macro_rule right: (token_tree) @fold))
