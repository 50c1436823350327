(comment) @comment

(package_clause (package_identifier) @name) @definition.module

(function_declaration name: (identifier) @name body: (block)? @body) @definition.function
(method_declaration
  receiver: (parameter_list
    (parameter_declaration
      type: [
        (type_identifier) @container
        (pointer_type (type_identifier) @container)
        (generic_type type: (type_identifier) @container)
        (pointer_type (generic_type type: (type_identifier) @container))
      ]))
  name: (field_identifier) @name
  body: (block)? @body) @definition.method

(type_declaration . (type_spec name: (_) @name type: (struct_type (field_declaration_list) @body)) .) @definition.class
(type_declaration . (type_spec name: (_) @name type: (interface_type "{" @body)) .) @definition.interface
(type_declaration . (type_spec name: (_) @name) .) @definition.type
(type_declaration . (type_alias name: (_) @name) .) @definition.type
(type_spec name: (_) @name type: (struct_type (field_declaration_list) @body)) @definition.class
(type_spec name: (_) @name type: (interface_type "{" @body)) @definition.interface
(type_spec name: (_) @name) @definition.type
(type_alias name: (_) @name) @definition.type

(field_declaration name: (field_identifier) @name) @definition.field
(method_elem name: (field_identifier) @name) @definition.method

; Values: those inside a function are dropped by the code

(const_declaration . (const_spec name: (identifier) @name) .) @definition.constant
(const_spec name: (identifier) @name) @definition.constant
(var_declaration . (var_spec name: (identifier) @name) .) @definition.variable
(var_spec name: (identifier) @name) @definition.variable

(field_declaration !name type: (type_identifier) @reference.base)
(field_declaration !name type: (qualified_type name: (type_identifier) @reference.base))
(interface_type (type_elem (type_identifier) @reference.base))
(interface_type (type_elem (qualified_type name: (type_identifier) @reference.base)))
(call_expression
  function: [
    (identifier) @reference.call
    (selector_expression field: (field_identifier) @reference.call)
    (parenthesized_expression (selector_expression field: (field_identifier) @reference.call))
  ])
(type_identifier) @reference.type
(selector_expression field: (field_identifier) @reference.member)
(selector_expression operand: (identifier) @reference.object)
