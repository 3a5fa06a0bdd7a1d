def settle(pairs, pair, base, cand):
    return None
