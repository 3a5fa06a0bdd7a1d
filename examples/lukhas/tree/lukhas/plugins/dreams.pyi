from candidate.dreams.weaver import Scene as Scene
from candidate.dreams.weaver import weave as weave
