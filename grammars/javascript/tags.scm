; What only the JavaScript grammar has.

(field_definition property: (_) @name value: (arrow_function body: (_) @body)) @definition.method
(field_definition property: (_) @name) @definition.field
(assignment_expression
  left: (member_expression object: (this) property: (property_identifier) @name)) @definition.field

(class_heritage (identifier) @reference.base)
(class_heritage (member_expression property: (property_identifier) @reference.base))
(class_heritage (call_expression function: (identifier) @reference.base))
