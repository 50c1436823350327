(function_body) @fold
(function_expression body: (function_expression_body) @fold)
