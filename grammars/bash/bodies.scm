(function_definition body: (_) @fold)
(heredoc_body) @fold
