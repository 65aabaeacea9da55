"""What a night does, step by step: each can be killed, and goes on where it was."""
