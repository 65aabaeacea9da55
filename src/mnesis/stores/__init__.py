"""The system of record and its derived indexes, behind `contract.py`."""
