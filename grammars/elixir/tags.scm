; Everything is a call in Elixir, so definitions are told by the name of the macro that makes them.

(comment) @comment
((unary_operator operand: (call target: (identifier) @_doc)) @comment
  (#any-of? @_doc "doc" "typedoc"))
((unary_operator operand: (call target: (identifier) @_spec)) @prefix
  (#any-of? @_spec "spec" "impl" "callback" "deprecated"))

(call
  target: (identifier) @_module
  (arguments . (alias) @name)
  (do_block
    .
    (unary_operator operand: (call target: (identifier) @_moduledoc)) @doc) @body
  (#any-of? @_module "defmodule" "defprotocol")
  (#eq? @_moduledoc "moduledoc")) @definition.module
(call
  target: (identifier) @_module
  (arguments . (alias) @name)
  (do_block) @body
  (#eq? @_module "defmodule")) @definition.module
(call
  target: (identifier) @_protocol
  (arguments . (alias) @name)
  (do_block) @body
  (#eq? @_protocol "defprotocol")) @definition.interface
(call
  target: (identifier) @_impl
  (arguments . (alias) @scope.name)
  (#eq? @_impl "defimpl")) @scope

(call
  target: (identifier) @_def
  (arguments
    .
    [
      (call target: (identifier) @name)
      (binary_operator left: (call target: (identifier) @name) operator: "when")
      (identifier) @name
    ])
  (do_block)? @body
  (#any-of? @_def "def" "defp" "defdelegate" "defguard" "defguardp")) @definition.function
(call
  target: (identifier) @_macro
  (arguments
    .
    [
      (call target: (identifier) @name)
      (binary_operator left: (call target: (identifier) @name) operator: "when")
      (identifier) @name
    ])
  (do_block)? @body
  (#any-of? @_macro "defmacro" "defmacrop")) @definition.macro
(call
  target: (identifier) @_struct
  (arguments (keywords (pair key: (keyword) @name) @definition.field))
  (#any-of? @_struct "defstruct" "defexception"))
(call
  target: (identifier) @_struct
  (arguments (list (atom) @name @definition.field))
  (#eq? @_struct "defstruct"))
(unary_operator
  operand: (call
    target: (identifier) @_type
    (arguments
      (binary_operator
        left: [(identifier) @name (call target: (identifier) @name)]
        operator: "::")))
  (#any-of? @_type "type" "typep" "opaque")) @definition.type
(do_block
  (unary_operator
    operand: (call
      target: (identifier) @name
      (arguments . [(integer) (float) (string) (atom) (list) (map) (tuple) (keywords) (boolean) (sigil)]))
    (#not-any-of? @name "doc" "moduledoc" "typedoc" "impl" "spec" "behaviour" "derive" "tag")) @definition.constant)

(call
  target: (identifier) @_impl
  (arguments . (alias) @reference.base)
  (#any-of? @_impl "defimpl" "use"))
(call
  target: (identifier) @reference.call
  (#not-match? @reference.call "^(def.*|alias|import|use|require|quote|unquote|if|unless|case|cond|with|for|fn|raise|doc|moduledoc|typedoc|type|typep|spec|impl|callback)$"))
(call target: (dot right: (identifier) @reference.call))
(binary_operator operator: "/" left: (call target: (dot right: (identifier) @reference.call)))
(dot left: (identifier) right: (identifier) @reference.member)
(alias) @reference.type
