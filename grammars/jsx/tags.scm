; Elements are calls of their component; lower-case tags are the platform's.

(jsx_opening_element name: (identifier) @reference.component)
(jsx_self_closing_element name: (identifier) @reference.component)
(jsx_opening_element name: (member_expression property: (property_identifier) @reference.component))
(jsx_self_closing_element name: (member_expression property: (property_identifier) @reference.component))
