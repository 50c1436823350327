(using_directive !name [(identifier) (qualified_name)] @import.specifier) @import
(using_directive
  name: (identifier) @import.namespace
  [(identifier) (qualified_name)] @import.specifier .) @import
