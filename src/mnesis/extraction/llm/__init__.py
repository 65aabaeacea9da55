"""Understanding by a language model, held to the words of the passage; the rules stand in wherever it fails."""
