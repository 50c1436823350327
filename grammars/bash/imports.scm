(command
  name: (command_name (word) @_source)
  .
  argument: [(word) (string) (raw_string) (concatenation)] @import.specifier
  (#any-of? @_source "source" ".")) @include
