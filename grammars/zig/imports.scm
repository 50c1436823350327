(builtin_function
  (builtin_identifier) @_import
  (arguments . (string) @import.specifier)
  (#eq? @_import "@import")) @import
(variable_declaration
  .
  (identifier) @import.namespace
  (builtin_function
    (builtin_identifier) @_import
    (arguments . (string) @import.specifier))
  (#eq? @_import "@import")) @import
