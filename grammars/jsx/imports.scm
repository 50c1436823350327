; JSX imports nothing.
