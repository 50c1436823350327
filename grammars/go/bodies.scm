(function_declaration body: (block) @fold)
(method_declaration body: (block) @fold)
(func_literal body: (block) @fold)
(var_spec value: (expression_list (composite_literal body: (literal_value) @fold)))
