(comment) @comment

(function_declaration name: (identifier) @name body: (_)? @body) @definition.function
(function_declaration
  name: [
    (dot_index_expression table: (identifier) @container field: (identifier) @name)
    (method_index_expression table: (identifier) @container method: (identifier) @name)
  ]
  body: (_)? @body) @definition.method
(assignment_statement
  (variable_list
    name: (dot_index_expression table: (identifier) @container field: (identifier) @name))
  (expression_list value: (function_definition body: (_)? @body))) @definition.method
(assignment_statement
  (variable_list name: (identifier) @name)
  (expression_list value: (function_definition body: (_)? @body))) @definition.function
(field name: (identifier) @name value: (function_definition body: (_)? @body)) @definition.method
; Values: those inside a function are dropped by the code

(variable_declaration . "local" @prefix)
(assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: (table_constructor) @body)) @definition.variable
(assignment_statement (variable_list name: (identifier) @name)) @definition.variable
(assignment_statement
  (variable_list
    name: (dot_index_expression table: (identifier) @container field: (identifier) @name))
  (#not-eq? @container "self")) @definition.field

(function_call name: (identifier) @reference.call)
(function_call name: (dot_index_expression field: (identifier) @reference.call))
(function_call name: (method_index_expression method: (identifier) @reference.call))
(dot_index_expression table: (identifier) @reference.object)
(method_index_expression table: (identifier) @reference.object)
(dot_index_expression field: (identifier) @reference.member)
