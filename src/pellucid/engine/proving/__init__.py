"""What makes a run believable: a journal that survives a crash, a check afterwards, receipts, undo, tombstones."""
