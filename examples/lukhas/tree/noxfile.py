from offramp.sessions import register

register()
