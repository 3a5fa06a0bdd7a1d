class Money:
    unit = "eur"
