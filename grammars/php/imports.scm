(namespace_use_declaration) @import.tree @import
(include_expression [(string) (encapsed_string) (binary_expression)] @import.specifier) @include
(include_once_expression [(string) (encapsed_string) (binary_expression)] @import.specifier) @include
(require_expression [(string) (encapsed_string) (binary_expression)] @import.specifier) @include
(require_once_expression [(string) (encapsed_string) (binary_expression)] @import.specifier) @include
(include_expression
  (parenthesized_expression [(string) (encapsed_string) (binary_expression)] @import.specifier)) @include
(include_once_expression
  (parenthesized_expression [(string) (encapsed_string) (binary_expression)] @import.specifier)) @include
(require_expression
  (parenthesized_expression [(string) (encapsed_string) (binary_expression)] @import.specifier)) @include
(require_once_expression
  (parenthesized_expression [(string) (encapsed_string) (binary_expression)] @import.specifier)) @include
