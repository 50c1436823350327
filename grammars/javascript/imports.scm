; All import forms are in grammars/ecmascript.
