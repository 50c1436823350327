((block_mapping_pair key: (_) @_key value: (flow_node) @import.specifier) @import
  (#any-of? @_key "uses" "extends" "$ref"))
