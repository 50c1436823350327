(library_import
  (import_specification (configurable_uri (uri (string_literal) @import.specifier)))) @import
(library_import
  (import_specification
    (configurable_uri (uri (string_literal) @import.specifier))
    (identifier) @import.namespace)) @import
(library_import
  (import_specification
    (configurable_uri (uri (string_literal) @import.specifier))
    (combinator "show" (identifier) @import.name))) @import
(library_export (configurable_uri (uri (string_literal) @import.specifier))) @export
(part_directive (uri (string_literal) @import.specifier)) @include
(part_of_directive (uri (string_literal) @import.specifier)) @include
