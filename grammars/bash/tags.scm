(comment) @comment

(function_definition name: (word) @name body: (_) @body) @definition.function
(declaration_command
  (variable_assignment name: (variable_name) @name value: (array) @body)) @definition.variable
(declaration_command (variable_assignment name: (variable_name) @name)) @definition.variable
(program (variable_assignment name: (variable_name) @name value: (array) @body) @definition.variable)
(program (variable_assignment name: (variable_name) @name) @definition.variable)
(command
  name: (command_name (word) @_alias)
  argument: (concatenation . (word) @name)
  (#eq? @_alias "alias")) @definition.function

(command_name (word) @reference.call)
