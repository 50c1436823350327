(comment) @comment

(module name: [(constant) @name (scope_resolution name: (constant) @name)] body: (_)? @body) @definition.module
(class name: [(constant) @name (scope_resolution name: (constant) @name)] body: (_)? @body) @definition.class
(assignment
  left: (constant) @name
  right: (call
    receiver: (constant) @_receiver
    method: (identifier) @_new
    block: (_) @body)
  (#any-of? @_receiver "Struct" "Class" "Data" "Module")
  (#any-of? @_new "new" "define")) @definition.class
(assignment left: (constant) @name) @definition.constant
(method name: (_) @name body: (_)? @body) @definition.function
(singleton_method object: (constant) @container name: (_) @name body: (_)? @body) @definition.method
(singleton_method name: (_) @name body: (_)? @body) @definition.method
(call
  method: (identifier) @_attr
  arguments: (argument_list (simple_symbol) @name)
  (#match? @_attr "^(attr_(reader|writer|accessor)|has_many|has_one|belongs_to|scope|delegate)$")) @definition.field
(alias name: (_) @name) @definition.method
(call
  method: (identifier) @_alias
  arguments: (argument_list . (simple_symbol) @name)
  (#any-of? @_alias "alias_method" "define_method")) @definition.method

(superclass (constant) @reference.base)
(superclass (scope_resolution name: (constant) @reference.base))
(call
  method: (identifier) @_include
  arguments: (argument_list (constant) @reference.base)
  (#any-of? @_include "include" "extend" "prepend"))
(call method: (identifier) @reference.call)
(call method: (constant) @reference.call)
(constant) @reference.type
