(import_header (identifier (simple_identifier) @import.name .) @import.specifier .) @import
(import_header
  (identifier (simple_identifier) @import.name .) @import.specifier
  (import_alias (type_identifier) @import.alias)) @import
(import_header (identifier) @import.specifier (wildcard_import) @import.wildcard) @import
