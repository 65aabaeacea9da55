"""Things one can swap: embedders, language models, rerankers. Each kind has a contract."""
