(call
  target: (identifier) @_import
  (arguments . (alias) @import.specifier)
  (#any-of? @_import "alias" "import" "use" "require")) @import
(call
  target: (identifier) @_import
  (arguments
    .
    (alias) @import.specifier
    (keywords (pair key: (keyword) @_as value: (alias) @import.namespace)))
  (#eq? @_import "alias")
  (#match? @_as "^as:")) @import
(call
  target: (identifier) @_import
  (arguments . (dot right: (tuple)) @import.tree)
  (#any-of? @_import "alias" "import" "use" "require")) @import
