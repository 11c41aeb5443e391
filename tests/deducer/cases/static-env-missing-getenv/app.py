import os
TOKEN = os.getenv("NOT_SET_ANYWHERE")
