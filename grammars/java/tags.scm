(line_comment) @comment
(block_comment) @comment

(package_declaration (_) @name) @definition.module
(class_declaration name: (identifier) @name body: (_) @body) @definition.class
(record_declaration name: (identifier) @name body: (_) @body) @definition.class
(interface_declaration name: (identifier) @name body: (_) @body) @definition.interface
(annotation_type_declaration name: (identifier) @name body: (_) @body) @definition.interface
(enum_declaration name: (identifier) @name body: (_) @body) @definition.enum
(enum_constant name: (identifier) @name body: (_)? @body) @definition.variant
(method_declaration name: (identifier) @name body: (_)? @body) @definition.method
(constructor_declaration name: (identifier) @name body: (_) @body) @definition.method
(compact_constructor_declaration name: (identifier) @name body: (_) @body) @definition.method
(annotation_type_element_declaration name: (identifier) @name) @definition.method
(field_declaration declarator: (variable_declarator name: (identifier) @name)) @definition.field
(constant_declaration declarator: (variable_declarator name: (identifier) @name)) @definition.constant
(record_declaration
  parameters: (formal_parameters (formal_parameter name: (identifier) @name) @definition.field))

(superclass (type_identifier) @reference.base)
(superclass (generic_type (type_identifier) @reference.base))
(super_interfaces (type_list (type_identifier) @reference.base))
(super_interfaces (type_list (generic_type (type_identifier) @reference.base)))
(extends_interfaces (type_list (type_identifier) @reference.base))
(extends_interfaces (type_list (generic_type (type_identifier) @reference.base)))
(method_invocation name: (identifier) @reference.call)
(object_creation_expression type: (type_identifier) @reference.call)
(object_creation_expression type: (generic_type (type_identifier) @reference.call))
(method_reference (identifier) @reference.call .)
(marker_annotation name: (identifier) @reference.call)
(annotation name: (identifier) @reference.call)
(type_identifier) @reference.type
(field_access field: (identifier) @reference.member)
(field_access object: (identifier) @reference.object)
(method_invocation object: (identifier) @reference.object)
(method_reference . (identifier) @reference.object)
(class_literal (type_identifier) @reference.type)
