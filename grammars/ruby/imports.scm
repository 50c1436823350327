(call
  !receiver
  method: (identifier) @_require
  arguments: (argument_list . (string) @import.specifier)
  (#any-of? @_require "require" "load")) @import
(call
  !receiver
  method: (identifier) @_relative
  arguments: (argument_list . (string) @import.specifier)
  (#eq? @_relative "require_relative")) @include
(call
  !receiver
  method: (identifier) @_autoload
  arguments: (argument_list . (simple_symbol) . (string) @import.specifier)
  (#eq? @_autoload "autoload")) @import
