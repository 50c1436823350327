(comment) @comment
(multiline_comment) @comment

(class_declaration
  "extension"
  name: (user_type (type_identifier) @scope.name)) @scope

(class_declaration "enum" name: (type_identifier) @name body: (_) @body) @definition.enum
(class_declaration name: (type_identifier) @name body: (_) @body) @definition.class
(protocol_declaration name: (type_identifier) @name body: (_) @body) @definition.interface
(enum_entry name: (simple_identifier) @name) @definition.variant
(typealias_declaration name: (type_identifier) @name) @definition.type
(associatedtype_declaration name: (type_identifier) @name) @definition.type
(function_declaration name: (simple_identifier) @name body: (function_body) @body) @definition.function
; Asking for the body here makes the query's analysis take seconds; the fold that ends with it stands in.
(function_declaration "init" @name) @definition.method
(deinit_declaration "deinit" @name body: (_) @body) @definition.method
(subscript_declaration "subscript" @name (computed_property)? @body) @definition.method
(protocol_function_declaration name: (simple_identifier) @name) @definition.method
(protocol_property_declaration name: (pattern bound_identifier: (simple_identifier) @name)) @definition.field
(property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name)
  computed_value: (_) @body) @definition.variable
(property_declaration
  (value_binding_pattern "let")
  name: (pattern bound_identifier: (simple_identifier) @name)) @definition.variable
(property_declaration name: (pattern bound_identifier: (simple_identifier) @name)) @definition.variable

(inheritance_specifier inherits_from: (user_type (type_identifier) @reference.base))
; A subscript is a call with square brackets in this grammar.
(call_expression . (simple_identifier) @reference.call (call_suffix (value_arguments "(")))
(call_expression . (simple_identifier) @reference.call (call_suffix (lambda_literal)))
(call_expression
  . (navigation_expression suffix: (navigation_suffix suffix: (simple_identifier) @reference.call)))
(constructor_expression constructed_type: (user_type (type_identifier) @reference.call))
(attribute (user_type (type_identifier) @reference.call))
(user_type (type_identifier) @reference.type)
(navigation_expression target: (simple_identifier) @reference.object)
(navigation_suffix suffix: (simple_identifier) @reference.member)
