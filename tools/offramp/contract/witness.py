class Witnesses:
    def __init__(self, ledger): pass
    def find(self, pair, found): return None, "x"
