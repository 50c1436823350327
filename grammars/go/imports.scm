(import_spec path: (_) @import.specifier) @import
(import_spec
  name: [(package_identifier) (blank_identifier)] @import.namespace
  path: (_) @import.specifier) @import
(import_spec name: (dot) @import.wildcard path: (_) @import.specifier) @import
