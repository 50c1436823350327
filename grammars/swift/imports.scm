(import_declaration (identifier) @import.specifier) @import
