"""From a question to hits with their reasons: arms, fusion, and the vectors behind them."""
