"""Things one can swap: embedders now; LLMs, rerankers and object storage later. Each kind has a contract."""
