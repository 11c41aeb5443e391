from . import store
from . import api
