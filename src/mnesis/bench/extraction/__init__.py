"""`mnesis bench extract`: what an extractor finds in utterances and stories whose gold was written by hand."""
