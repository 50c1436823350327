; What TypeScript adds to grammars/ecmascript.

(ambient_declaration . "declare" @prefix)

(abstract_class_declaration name: (_) @name body: (_) @body) @definition.class
(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(type_alias_declaration name: (_) @name value: (object_type) @body) @definition.type
(type_alias_declaration name: (_) @name) @definition.type
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(enum_body name: (_) @name @definition.variant)
(enum_body (enum_assignment name: (_) @name) @definition.variant)
(internal_module name: (_) @name body: (_) @body) @definition.module
(module name: [(identifier) @name (nested_identifier) @name (string (_) @name)] body: (_) @body) @definition.module

(function_signature name: (_) @name) @definition.function
(method_signature name: (_) @name) @definition.method
(abstract_method_signature name: (_) @name) @definition.method
(interface_body (property_signature name: (_) @name) @definition.field)
(type_alias_declaration value: (object_type (property_signature name: (_) @name) @definition.field))
(public_field_definition name: (_) @name value: (arrow_function body: (_) @body)) @definition.method
(public_field_definition name: (_) @name) @definition.field
(required_parameter (accessibility_modifier) pattern: (identifier) @name) @definition.field
(required_parameter "readonly" pattern: (identifier) @name) @definition.field

(extends_clause
  value: [
    (identifier) @reference.base
    (member_expression property: (property_identifier) @reference.base)
    (call_expression function: (identifier) @reference.base)
  ])
(implements_clause [(type_identifier) @reference.base (generic_type name: (type_identifier) @reference.base)])
(extends_type_clause
  type: [(type_identifier) @reference.base (generic_type name: (type_identifier) @reference.base)])
(type_query (identifier) @reference.type)
(type_identifier) @reference.type
