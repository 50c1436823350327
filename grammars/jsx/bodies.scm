; JSX has no bodies.
