TABLES = [{"name": "a", "enabled": False}, {"name": "b", "enabled": True}]
