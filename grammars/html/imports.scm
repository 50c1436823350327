(script_element
  (start_tag
    (attribute (attribute_name) @_src (quoted_attribute_value (attribute_value) @import.specifier)))
  (#eq? @_src "src")) @include
(element
  [
    (start_tag
      (tag_name) @_link
      (attribute (attribute_name) @_href (quoted_attribute_value (attribute_value) @import.specifier)))
    (self_closing_tag
      (tag_name) @_link
      (attribute (attribute_name) @_href (quoted_attribute_value (attribute_value) @import.specifier)))
  ]
  (#eq? @_link "link")
  (#eq? @_href "href")) @include
