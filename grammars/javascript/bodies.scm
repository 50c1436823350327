; All bodies are in grammars/ecmascript.
