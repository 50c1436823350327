; The first two levels of keys: deeper ones are data.

(comment) @comment

(document
  (object
    (pair key: (string (string_content) @name) value: [(object) (array)] @body) @definition.key))
(document (object (pair key: (string (string_content) @name)) @definition.key))
(document
  (object
    (pair
      value: (object
        (pair key: (string (string_content) @name) value: [(object) (array)] @body) @definition.key))))
(document
  (object (pair value: (object (pair key: (string (string_content) @name)) @definition.key))))
