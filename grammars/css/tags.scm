(comment) @comment

(rule_set
  (selectors
    [
      (class_selector (class_name (identifier) @name))
      (_ (class_selector (class_name (identifier) @name)))
      (_ (_ (class_selector (class_name (identifier) @name))))
      (id_selector (id_name) @name)
      (_ (id_selector (id_name) @name))
      (_ (_ (id_selector (id_name) @name)))
    ])
  (block) @body) @definition.selector
((declaration . (property_name) @name) @definition.selector (#match? @name "^--"))
(keyframes_statement (keyframes_name) @name (_) @body) @definition.selector

(call_expression
  (function_name) @_var
  (arguments . (plain_value) @reference.member)
  (#eq? @_var "var"))
