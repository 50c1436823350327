; What C++ adds to grammars/c.

(template_declaration (_) @wrapped) @wrapper
(linkage_specification body: (_) @wrapped) @wrapper

(namespace_definition name: (_) @name body: (_) @body) @definition.module
(class_specifier name: (type_identifier) @name body: (_) @body) @definition.class
(class_specifier name: (template_type name: (type_identifier) @name) body: (_) @body) @definition.class
(struct_specifier name: (template_type name: (type_identifier) @name) body: (_) @body) @definition.class
(alias_declaration name: (type_identifier) @name) @definition.type
(concept_definition name: (identifier) @name) @definition.interface

; Members, defined or declared inside the class

(function_definition
  declarator: [
    (function_declarator declarator: [(field_identifier) (destructor_name) (operator_name)] @name)
    (pointer_declarator
      declarator: (function_declarator declarator: [(field_identifier) (operator_name)] @name))
    (reference_declarator (function_declarator declarator: [(field_identifier) (operator_name)] @name))
    (reference_declarator (function_declarator declarator: (identifier) @name))
  ]
  body: (_)? @body) @definition.function
(function_definition declarator: (operator_cast type: (_) @name) body: (_)? @body) @definition.function
(function_definition
  declarator: (function_declarator declarator: (identifier) @name)
  !body) @definition.method
(field_declaration
  declarator: [
    (function_declarator declarator: [(field_identifier) (operator_name)] @name)
    (pointer_declarator
      declarator: (function_declarator declarator: [(field_identifier) (operator_name)] @name))
    (reference_declarator (function_declarator declarator: [(field_identifier) (operator_name)] @name))
  ]) @definition.method
(declaration
  declarator: (function_declarator declarator: [(destructor_name) (operator_name)] @name)) @definition.function
(field_declaration declarator: (reference_declarator (field_identifier) @name)) @definition.field

; Members defined outside the class: Cart::add, Cart<T>::add, shop::Cart::add

(function_definition
  declarator: [
    (function_declarator
      declarator: (qualified_identifier
        scope: [(namespace_identifier) @container (template_type name: (type_identifier) @container)]
        name: [(identifier) (destructor_name) (operator_name)] @name))
    (function_declarator
      declarator: (qualified_identifier
        name: (qualified_identifier
          scope: [(namespace_identifier) @container (template_type name: (type_identifier) @container)]
          name: [(identifier) (destructor_name) (operator_name)] @name)))
    (_
      (function_declarator
        declarator: (qualified_identifier
          scope: [(namespace_identifier) @container (template_type name: (type_identifier) @container)]
          name: [(identifier) (operator_name)] @name)))
    (_
      (function_declarator
        declarator: (qualified_identifier
          name: (qualified_identifier
            scope: [(namespace_identifier) @container (template_type name: (type_identifier) @container)]
            name: [(identifier) (operator_name)] @name))))
  ]
  body: (_)? @body) @definition.method

(base_class_clause (type_identifier) @reference.base)
(base_class_clause (template_type name: (type_identifier) @reference.base))
(base_class_clause (qualified_identifier name: (type_identifier) @reference.base))
(base_class_clause
  (qualified_identifier name: (template_type name: (type_identifier) @reference.base)))
(call_expression function: (qualified_identifier name: (identifier) @reference.call))
(call_expression
  function: (qualified_identifier name: (qualified_identifier name: (identifier) @reference.call)))
(call_expression
  function: (template_function name: (identifier) @reference.call)
  (#not-match? @reference.call "_cast$"))
(call_expression
  function: (qualified_identifier name: (template_function name: (identifier) @reference.call)))
(call_expression
  function: (field_expression field: (template_method name: (field_identifier) @reference.call)))
(new_expression type: (type_identifier) @reference.call)
(new_expression type: (qualified_identifier name: (type_identifier) @reference.call))
(qualified_identifier scope: (namespace_identifier) @reference.object)
(qualified_identifier name: (identifier) @reference.object)
