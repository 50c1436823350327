(preproc_include path: (_) @import.specifier) @include
