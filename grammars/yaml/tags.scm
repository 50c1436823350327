; The first three levels of keys: deeper ones are data.

(comment) @comment

(document
  (block_node
    (block_mapping
      (block_mapping_pair key: (_) @name value: (block_node) @body) @definition.key)))
(document (block_node (block_mapping (block_mapping_pair key: (_) @name) @definition.key)))
(document
  (block_node
    (block_mapping
      (block_mapping_pair
        value: (block_node
          (block_mapping
            (block_mapping_pair key: (_) @name value: (block_node) @body) @definition.key))))))
(document
  (block_node
    (block_mapping
      (block_mapping_pair
        value: (block_node (block_mapping (block_mapping_pair key: (_) @name) @definition.key))))))
(document
  (block_node
    (block_mapping
      (block_mapping_pair
        value: (block_node
          (block_mapping
            (block_mapping_pair
              value: (block_node
                (block_mapping
                  (block_mapping_pair key: (_) @name value: (block_node) @body) @definition.key)))))))))
(document
  (block_node
    (block_mapping
      (block_mapping_pair
        value: (block_node
          (block_mapping
            (block_mapping_pair
              value: (block_node (block_mapping (block_mapping_pair key: (_) @name) @definition.key)))))))))

(alias (alias_name) @reference.member)
