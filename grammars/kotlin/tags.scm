(line_comment) @comment
(multiline_comment) @comment

(package_header (identifier) @name) @definition.module
(class_declaration "interface" (type_identifier) @name [(class_body) (enum_class_body)]? @body) @definition.interface
(class_declaration "enum" (type_identifier) @name (enum_class_body)? @body) @definition.enum
(class_declaration (type_identifier) @name (class_body)? @body) @definition.class
(object_declaration (type_identifier) @name (class_body)? @body) @definition.class
(companion_object (type_identifier) @name (class_body)? @body) @definition.class
(enum_entry (simple_identifier) @name) @definition.variant
(type_alias (type_identifier) @name) @definition.type
(function_declaration
  (user_type (type_identifier) @container)
  .
  (simple_identifier) @name
  (function_body)? @body) @definition.method
(function_declaration (simple_identifier) @name (function_body)? @body) @definition.function
(secondary_constructor "constructor" @name (function_value_parameters) "{"? @body) @definition.method
((property_declaration (variable_declaration (simple_identifier) @name)) @definition.variable
  .
  (getter) @body)
(property_declaration
  (modifiers (property_modifier) @_const)
  (variable_declaration (simple_identifier) @name)
  (#eq? @_const "const")) @definition.constant
(property_declaration (variable_declaration (simple_identifier) @name)) @definition.variable
(class_parameter (binding_pattern_kind) (simple_identifier) @name) @definition.field

(delegation_specifier (user_type (type_identifier) @reference.base .))
(delegation_specifier (user_type (type_identifier) @reference.base . (type_arguments)))
(delegation_specifier (constructor_invocation (user_type (type_identifier) @reference.base .)))
(delegation_specifier
  (constructor_invocation (user_type (type_identifier) @reference.base . (type_arguments))))
(call_expression . (simple_identifier) @reference.call)
(call_expression . (navigation_expression (navigation_suffix (simple_identifier) @reference.call)))
(annotation (user_type (type_identifier) @reference.call))
(annotation (constructor_invocation (user_type (type_identifier) @reference.call)))
(user_type (type_identifier) @reference.type)
(callable_reference (type_identifier) @reference.type)
(navigation_expression . (simple_identifier) @reference.object)
(navigation_suffix (simple_identifier) @reference.member)
