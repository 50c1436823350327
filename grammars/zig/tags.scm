((comment) @comment (#not-match? @comment "^//!"))

(variable_declaration . (identifier) @name (struct_declaration) @body) @definition.class
(variable_declaration . (identifier) @name (union_declaration) @body) @definition.class
(variable_declaration . (identifier) @name (opaque_declaration) @body) @definition.class
(variable_declaration . (identifier) @name (enum_declaration) @body) @definition.enum
(variable_declaration . (identifier) @name (error_set_declaration) @body) @definition.enum
(error_set_declaration (identifier) @name @definition.variant)
(enum_declaration (container_field name: (identifier) @name) @definition.variant)
(container_field name: (identifier) @name) @definition.field
(function_declaration name: (identifier) @name body: (block)? @body) @definition.function
(source_file (variable_declaration "const" . (identifier) @name) @definition.constant)
(variable_declaration "const" . (identifier) @name) @definition.constant
(variable_declaration "var" . (identifier) @name) @definition.variable
(test_declaration (string (string_content) @name) (block) @body) @definition.function

(call_expression function: (identifier) @reference.call)
(call_expression function: (field_expression member: (identifier) @reference.call))
(parameter type: (identifier) @reference.type)
(container_field type: (identifier) @reference.type)
(function_declaration type: (identifier) @reference.type)
(pointer_type (identifier) @reference.type)
(nullable_type (identifier) @reference.type)
(slice_type (identifier) @reference.type)
(error_union_type error: (identifier) @reference.type)
(error_union_type ok: (identifier) @reference.type)
(struct_initializer . (identifier) @reference.type)
(arguments (identifier) @reference.object)
(field_expression object: (identifier) @reference.object)
(field_expression member: (identifier) @reference.member)
