(comment) @comment

(namespace_definition name: (_) @name) @definition.module
(class_declaration name: (name) @name body: (_) @body) @definition.class
(interface_declaration name: (name) @name body: (_) @body) @definition.interface
(trait_declaration name: (name) @name body: (_) @body) @definition.class
(enum_declaration name: (name) @name body: (_) @body) @definition.enum
(enum_case name: (name) @name) @definition.variant
(function_definition name: (name) @name body: (_) @body) @definition.function
(method_declaration name: (name) @name body: (_)? @body) @definition.method
(property_declaration (property_element name: (variable_name (name) @name))) @definition.field
(property_promotion_parameter name: (variable_name (name) @name)) @definition.field
(const_declaration (const_element . (name) @name)) @definition.constant
(expression_statement
  (function_call_expression
    function: (name) @_define
    arguments: (arguments . (argument (string (string_content) @name))))
  (#eq? @_define "define")) @definition.constant

(base_clause (name) @reference.base)
(base_clause (qualified_name (name) @reference.base))
(class_interface_clause (name) @reference.base)
(class_interface_clause (qualified_name (name) @reference.base))
(use_declaration (name) @reference.base)
(use_declaration (qualified_name (name) @reference.base))
(function_call_expression function: (name) @reference.call)
(function_call_expression function: (qualified_name (name) @reference.call))
(member_call_expression name: (name) @reference.call)
(nullsafe_member_call_expression name: (name) @reference.call)
(scoped_call_expression name: (name) @reference.call)
(scoped_call_expression scope: (name) @reference.type)
(object_creation_expression (name) @reference.call)
(object_creation_expression (qualified_name (name) @reference.call))
(attribute (name) @reference.call)
((named_type (name) @reference.type) (#not-any-of? @reference.type "static" "self"))
(named_type (qualified_name (name) @reference.type))
(class_constant_access_expression . (name) @reference.type)
(member_access_expression name: (name) @reference.member)
(nullsafe_member_access_expression name: (name) @reference.member)
(scoped_property_access_expression name: (variable_name (name) @reference.member))
