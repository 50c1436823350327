(import_statement name: (dotted_name) @import.specifier) @import
(import_statement
  name: (aliased_import name: (dotted_name) @import.specifier alias: (identifier) @import.namespace)) @import
(import_from_statement
  module_name: (_) @import.specifier
  name: (dotted_name) @import.name) @import
(import_from_statement
  module_name: (_) @import.specifier
  name: (aliased_import name: (dotted_name) @import.name alias: (identifier) @import.alias)) @import
(import_from_statement
  module_name: (_) @import.specifier
  (wildcard_import) @import.wildcard) @import
