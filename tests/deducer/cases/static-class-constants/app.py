from pluto_py import KVStore
class Config:
    PREFIX = "app"
    NAMES = (PREFIX + "-x",)
    @classmethod
    def full(cls, n): return f"{cls.PREFIX}-{n}"
    @staticmethod
    def other(n): return n * 2
    @property
    def third(self): return self.PREFIX.upper()
KVStore(Config.NAMES[0])
KVStore(Config.full("y"))
KVStore(Config.other("z"))
KVStore(Config().third)
