(use_declaration (visibility_modifier) argument: (_) @import.tree) @export
(use_declaration argument: (_) @import.tree) @import
(extern_crate_declaration name: (identifier) @import.specifier) @import
(mod_item name: (identifier) @import.specifier !body) @module
(mod_item name: (identifier) @inline.name body: (declaration_list)) @inline
; In the call of a macro there are only tokens.
"mod" @import.token
"use" @import.token
"#" @prefix.token
