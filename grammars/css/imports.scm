(import_statement (string_value) @import.specifier) @include
(import_statement (call_expression (arguments (string_value) @import.specifier))) @include
(import_statement (call_expression (arguments (plain_value) @import.specifier))) @include
