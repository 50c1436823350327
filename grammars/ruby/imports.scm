(call
  !receiver
  method: (identifier) @_require
  arguments: (argument_list . (string) @import.specifier)
  (#any-of? @_require "require" "require_relative" "load")) @import
(call
  !receiver
  method: (identifier) @_autoload
  arguments: (argument_list . (simple_symbol) . (string) @import.specifier)
  (#eq? @_autoload "autoload")) @import
