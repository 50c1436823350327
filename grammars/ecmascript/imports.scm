(import_statement source: (string) @import.specifier) @import
(import_statement
  (import_clause (namespace_import (identifier) @import.namespace))
  source: (string) @import.specifier) @import
; Without the source, which the first pattern finds: that every name waits for it takes time by the cube of their number.
(import_statement (import_clause (identifier) @import.default)) @import
(import_statement
  (import_clause
    (named_imports
      (import_specifier name: (_) @import.name alias: (identifier)? @import.alias)))) @import

(export_statement source: (string) @import.specifier) @export
(export_statement "*" @import.wildcard . "from" source: (string) @import.specifier) @export
(export_statement
  (namespace_export (_) @import.namespace)
  source: (string) @import.specifier) @export
(export_statement
  (export_clause (export_specifier name: (_) @import.name alias: (_)? @import.alias))) @export

(call_expression
  function: (import)
  arguments: (arguments . (string) @import.specifier)) @import
(call_expression
  function: (identifier) @_require
  arguments: (arguments . (string) @import.specifier .)
  (#eq? @_require "require")) @import
(variable_declarator
  name: (identifier) @import.namespace
  value: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @import.specifier .))
  (#eq? @_require "require")) @import
(variable_declarator
  name: (object_pattern
    [
      (shorthand_property_identifier_pattern) @import.name
      (pair_pattern key: (property_identifier) @import.name value: (identifier) @import.alias)
    ])
  value: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @import.specifier .))
  (#eq? @_require "require")) @import
(variable_declarator
  name: (object_pattern
    [
      (shorthand_property_identifier_pattern) @import.name
      (pair_pattern key: (property_identifier) @import.name value: (identifier) @import.alias)
    ])
  value: (await_expression
    (call_expression
      function: (import)
      arguments: (arguments . (string) @import.specifier)))) @import
