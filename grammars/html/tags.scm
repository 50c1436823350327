(comment) @comment

(element
  (start_tag
    (attribute (attribute_name) @_id (quoted_attribute_value (attribute_value) @name)))
  .
  (_) @body
  (#eq? @_id "id")) @definition.element
(self_closing_tag
  (attribute (attribute_name) @_id (quoted_attribute_value (attribute_value) @name))
  (#eq? @_id "id")) @definition.element

((start_tag (tag_name) @reference.call) (#match? @reference.call "-"))
((self_closing_tag (tag_name) @reference.call) (#match? @reference.call "-"))
