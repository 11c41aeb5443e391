"""Who carries the Pulumi program out: a real CLI, or the engine embedded here."""
