(method body: (body_statement) @fold)
(singleton_method body: (body_statement) @fold)
