(call
  target: (identifier) @_def
  (do_block) @fold
  (#any-of? @_def "def" "defp" "defmacro" "defmacrop" "test"))
