(function_definition body: (compound_statement) @fold)
(init_declarator value: (initializer_list) @fold)
(preproc_function_def value: (_) @fold)
