(function_definition body: (_) @fold)
(val_definition value: (block) @fold)
