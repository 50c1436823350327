; All bodies are in grammars/ecmascript; classes, interfaces and enums are read through their members.
