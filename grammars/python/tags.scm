(comment) @comment
(decorated_definition definition: (_) @wrapped) @wrapper

(class_definition
  name: (identifier) @name
  body: (block . (expression_statement (string) @doc)) @body) @definition.class
(class_definition name: (identifier) @name body: (block) @body) @definition.class
(function_definition
  name: (identifier) @name
  body: (block . (expression_statement (string) @doc)) @body) @definition.function
(function_definition name: (identifier) @name body: (block) @body) @definition.function

; Values: those inside a function are dropped by the code, those of a class become fields there

(assignment
  left: (attribute object: (identifier) @_self attribute: (identifier) @name)
  (#eq? @_self "self")) @definition.field
(assignment left: (identifier) @name right: (lambda body: (_) @body)) @definition.function
((assignment left: (identifier) @name right: [(dictionary) (list) (set) (tuple)] @body) @definition.constant
  (#match? @name "^_?[A-Z][A-Z0-9_]+$"))
((assignment left: (identifier) @name) @definition.constant (#match? @name "^_?[A-Z][A-Z0-9_]+$"))
(assignment left: (identifier) @name right: [(dictionary) (list) (set) (tuple)] @body) @definition.variable
(assignment left: [(identifier) @name (pattern_list (identifier) @name)]) @definition.variable
(type_alias_statement left: (type [(identifier) @name (generic_type . (identifier) @name)])) @definition.type

(class_definition superclasses: (argument_list (identifier) @reference.base))
(class_definition superclasses: (argument_list (attribute attribute: (identifier) @reference.base)))
(class_definition superclasses: (argument_list (subscript value: (identifier) @reference.base)))
(class_definition
  superclasses: (argument_list (keyword_argument value: (identifier) @reference.base)))
(call
  function: [(identifier) @reference.call (attribute attribute: (identifier) @reference.call)])
(decorator [(identifier) @reference.call (attribute attribute: (identifier) @reference.call)])
(type (identifier) @reference.type)
(type (attribute attribute: (identifier) @reference.type))
(generic_type (identifier) @reference.type)
(type (binary_operator (identifier) @reference.type))
(type (subscript (identifier) @reference.type))
(attribute attribute: (identifier) @reference.member)
(attribute object: (identifier) @reference.object)
