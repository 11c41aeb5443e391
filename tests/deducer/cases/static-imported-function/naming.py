def table(name, *, stage="prod", sep="-"):
    parts = [name]
    if stage != "prod":
        parts.insert(0, stage)
    return sep.join(parts)
