from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from dataclasses import dataclass, field
@dataclass
class App:
    kv: KVStore = field(default_factory=lambda: KVStore("a"))
    def run(self, q): return self.kv.get(q)
app = App()
Function(app.run, name="f")
