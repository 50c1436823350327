(function_body) @fold
(property_declaration computed_value: (computed_property) @fold)
(subscript_declaration (computed_property) @fold)
