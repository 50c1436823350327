((line_comment) @comment (#not-match? @comment "^//!"))
((block_comment) @comment (#not-match? @comment "^/\\*!"))
(attribute_item) @prefix

(impl_item
  type: [
    (type_identifier) @scope.name
    (generic_type type: (type_identifier) @scope.name)
    (generic_type type: (scoped_type_identifier name: (type_identifier) @scope.name))
    (scoped_type_identifier name: (type_identifier) @scope.name)
    (reference_type type: (type_identifier) @scope.name)
    (primitive_type) @scope.name
  ]) @scope

(function_item name: (identifier) @name body: (block) @body) @definition.function
(function_signature_item name: (identifier) @name) @definition.function
(struct_item name: (type_identifier) @name body: (field_declaration_list) @body) @definition.class
(struct_item name: (type_identifier) @name) @definition.class
(union_item name: (type_identifier) @name body: (_) @body) @definition.class
(enum_item name: (type_identifier) @name body: (_) @body) @definition.enum
(enum_variant name: (identifier) @name) @definition.variant
(trait_item name: (type_identifier) @name body: (_) @body) @definition.interface
(type_item name: (type_identifier) @name) @definition.type
(associated_type name: (type_identifier) @name) @definition.type
(const_item name: (identifier) @name) @definition.constant
(static_item name: (identifier) @name) @definition.variable
(field_declaration name: (field_identifier) @name) @definition.field
(mod_item name: (identifier) @name body: (declaration_list) @body) @definition.module
(macro_definition name: (identifier) @name) @definition.macro

(attribute (identifier) @_derive arguments: (token_tree (identifier) @reference.base) (#eq? @_derive "derive"))
(impl_item trait: (type_identifier) @reference.base)
(impl_item trait: (generic_type type: (type_identifier) @reference.base))
(impl_item trait: (scoped_type_identifier name: (type_identifier) @reference.base))
(trait_item bounds: (trait_bounds (type_identifier) @reference.base))
(call_expression function: (identifier) @reference.call)
(call_expression function: (field_expression field: (field_identifier) @reference.call))
(call_expression function: (scoped_identifier name: (identifier) @reference.call))
(call_expression function: (generic_function function: (identifier) @reference.call))
(call_expression
  function: (generic_function function: (field_expression field: (field_identifier) @reference.call)))
(call_expression
  function: (generic_function function: (scoped_identifier name: (identifier) @reference.call)))
(macro_invocation macro: (identifier) @reference.call)
(macro_invocation macro: (scoped_identifier name: (identifier) @reference.call))
; Inside macros there are only tokens: a capitalised one is a type, one before parentheses is called.
(token_tree (identifier) @reference.object)
(token_repetition (identifier) @reference.object)
(token_tree (identifier) @reference.call . (token_tree))
(token_repetition (identifier) @reference.call . (token_tree))
(struct_expression name: (type_identifier) @reference.type)
(scoped_identifier path: (identifier) @reference.object)
(scoped_identifier name: (identifier) @reference.object)
(type_identifier) @reference.type
(field_expression field: (field_identifier) @reference.member)
