(namespace_use_declaration) @import.tree @import
(include_expression (string) @import.specifier) @include
(include_once_expression (string) @import.specifier) @include
(require_expression (string) @import.specifier) @include
(require_once_expression (string) @import.specifier) @include
(include_expression (binary_expression right: (string) @import.specifier)) @include
(include_once_expression (binary_expression right: (string) @import.specifier)) @include
(require_expression (binary_expression right: (string) @import.specifier)) @include
(require_once_expression (binary_expression right: (string) @import.specifier)) @include
