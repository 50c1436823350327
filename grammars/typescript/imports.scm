(import_statement
  (import_require_clause (identifier) @import.namespace source: (string) @import.specifier)) @import
