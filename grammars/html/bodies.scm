(script_element (raw_text) @fold)
(style_element (raw_text) @fold)
