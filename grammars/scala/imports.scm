(import_declaration) @import.tree @import
