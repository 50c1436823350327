(function_definition body: (block) @fold)
(assignment right: [(dictionary) (list) (set) (tuple) (string)] @fold)
