(import_declaration
  . (scoped_identifier name: (identifier) @import.name) @import.specifier .) @import
(import_declaration
  "static"
  (scoped_identifier name: (identifier) @import.name) @import.specifier .) @import
(import_declaration (scoped_identifier) @import.specifier (asterisk) @import.wildcard) @import
