(paragraph) @fold
(list) @fold
(pipe_table) @fold
(block_quote) @fold
(html_block) @fold
(fenced_code_block (code_fence_content) @fold)
