((pair key: (string (string_content) @_key) value: (string) @import.specifier) @import
  (#eq? @_key "extends"))
