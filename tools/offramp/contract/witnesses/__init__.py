"""Examples that one side accepts and the other rejects: made, checked, made small, shown."""
