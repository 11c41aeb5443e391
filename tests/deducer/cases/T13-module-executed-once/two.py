from shared import kv
