; What TypeScript, TSX and JavaScript have in common.
;
; A pattern stays alive, and is looked at again for every node, until its root ends or can no longer match. So
; patterns are rooted as low as possible and name the field of each child.

(comment) @comment
(decorator) @prefix
(export_statement . "export" @prefix)
(export_statement (decorator) . "export" @prefix)
(export_statement . "export" . "default" @prefix)
(lexical_declaration kind: _ @prefix)
(variable_declaration . "var" @prefix)

; Functions

(function_declaration name: (_) @name body: (_) @body) @definition.function
(generator_function_declaration name: (_) @name body: (_) @body) @definition.function
(export_statement
  . "export" . "default" @name
  value: [
    (function_expression body: (_) @body)
    (arrow_function body: (_) @body)
  ]) @definition.function
(variable_declarator
  name: (identifier) @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
    (generator_function body: (_) @body)
  ]) @definition.function
(variable_declarator name: (identifier) @name value: (class body: (_) @body)) @definition.class

(assignment_expression
  left: (member_expression
    object: (member_expression object: (identifier) @container property: (property_identifier) @_proto)
    property: (property_identifier) @name)
  right: [
    (function_expression body: (_) @body)
    (arrow_function body: (_) @body)
  ]
  (#eq? @_proto "prototype")) @definition.method
(assignment_expression
  left: (member_expression property: (property_identifier) @name)
  right: [
    (function_expression body: (_) @body)
    (arrow_function body: (_) @body)
  ]) @definition.function

; Classes

(class_declaration name: (_) @name body: (_) @body) @definition.class
(export_statement . "export" . "default" @name value: (class body: (_) @body)) @definition.class
(method_definition
  name: [
    (property_identifier)
    (private_property_identifier)
    (computed_property_name)
    (string)
  ] @name
  body: (_) @body) @definition.method
(pair
  key: (property_identifier) @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
  ]) @definition.method

; Values: those inside a function are dropped by the code, which also tells constants by their keyword

(variable_declarator name: (identifier) @name value: [(object) (array)] @body) @definition.variable
(variable_declarator
  name: [
    (identifier) @name
    (object_pattern
      [
        (shorthand_property_identifier_pattern) @name
        (pair_pattern value: (identifier) @name)
      ])
  ]) @definition.variable

; References

(call_expression
  function: [
    (identifier) @reference.call
    (member_expression property: [(property_identifier) (private_property_identifier)] @reference.call)
    (await_expression (identifier) @reference.call)
  ])
(new_expression
  constructor: [
    (identifier) @reference.call
    (member_expression property: (property_identifier) @reference.call)
  ])
(decorator
  [
    (identifier) @reference.call
    (member_expression property: (property_identifier) @reference.call)
  ])
(member_expression property: [(property_identifier) (private_property_identifier)] @reference.member)
(member_expression object: (identifier) @reference.object)
