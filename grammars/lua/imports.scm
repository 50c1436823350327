(function_call
  name: (identifier) @_require
  arguments: (arguments . (string) @import.specifier)
  (#any-of? @_require "require" "dofile" "loadfile")) @import
(variable_declaration
  (assignment_statement
    (variable_list . name: (identifier) @import.namespace)
    (expression_list
      . value: (function_call
        name: (identifier) @_require
        arguments: (arguments . (string) @import.specifier))))
  (#eq? @_require "require")) @import
