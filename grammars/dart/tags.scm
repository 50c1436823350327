; A signature and its body are siblings in this grammar: a body that follows lengthens the definition.

(comment) @comment
(documentation_comment) @comment
(annotation) @prefix
(program [(const_builtin) (final_builtin) (inferred_type) (type_identifier) (type_arguments) (nullable_type)] @prefix)

(library_name (dotted_identifier_list) @name) @definition.module
(class_definition name: (identifier) @name body: (_) @body) @definition.class
(mixin_declaration . (mixin) . (identifier) @name (class_body) @body) @definition.class
(extension_declaration name: (identifier) @name body: (_) @body) @definition.class
(enum_declaration name: (identifier) @name body: (_) @body) @definition.enum
(enum_constant name: (identifier) @name) @definition.variant
(type_alias . (type_identifier) @name) @definition.type

((function_signature name: (identifier) @name) @definition.function . (function_body) @body)
((getter_signature name: (identifier) @name) @definition.function . (function_body) @body)
((setter_signature name: (identifier) @name) @definition.function . (function_body) @body)
((method_signature
  [
    (function_signature name: (identifier) @name)
    (getter_signature name: (identifier) @name)
    (setter_signature name: (identifier) @name)
    (operator_signature (binary_operator) @name)
    (constructor_signature . name: (identifier) @name .)
    (constructor_signature name: (identifier) . "." . name: (identifier) @name)
    (constructor_signature . name: (identifier) @name parameters: (_))
    (factory_constructor_signature (identifier) @name . (formal_parameter_list))
  ]) @definition.method
  .
  (function_body)? @body)
(declaration
  [
    (function_signature name: (identifier) @name)
    (getter_signature name: (identifier) @name)
    (setter_signature name: (identifier) @name)
    (constructor_signature name: (identifier) @name . parameters: (_))
    (constant_constructor_signature (identifier) @name . (formal_parameter_list))
  ]) @definition.method
(declaration
  (initialized_identifier_list (initialized_identifier . (identifier) @name))) @definition.field
(declaration
  (static_final_declaration_list (static_final_declaration . (identifier) @name))) @definition.field
(program
  (static_final_declaration_list (static_final_declaration . (identifier) @name) @definition.constant))
(program
  (initialized_identifier_list (initialized_identifier . (identifier) @name) @definition.variable))
(local_function_declaration
  (lambda_expression
    parameters: (function_signature name: (identifier) @name)
    body: (_) @body)) @definition.function

(superclass (type_identifier) @reference.base)
(mixins (type_identifier) @reference.base)
(interfaces (type_identifier) @reference.base)
((identifier) @reference.call . (selector (argument_part)))
((selector (unconditional_assignable_selector (identifier) @reference.call)) . (selector (argument_part)))
((selector (conditional_assignable_selector (identifier) @reference.call)) . (selector (argument_part)))
(annotation name: (identifier) @reference.call)
((identifier) @reference.object . (selector (unconditional_assignable_selector)))
(type_identifier) @reference.type
(unconditional_assignable_selector (identifier) @reference.member)
(conditional_assignable_selector (identifier) @reference.member)
