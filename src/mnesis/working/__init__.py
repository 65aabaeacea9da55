"""What is being thought about now (layer 4): a blackboard, a budget of tokens, and a controller that fits one to the
other."""
