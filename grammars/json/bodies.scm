(document (object (pair value: (array) @fold)))
(document (object (pair value: (object (pair value: [(object) (array)] @fold)))))
(document (array) @fold)
