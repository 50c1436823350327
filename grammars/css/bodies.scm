(rule_set (block) @fold)
(keyframes_statement (keyframe_block_list) @fold)
