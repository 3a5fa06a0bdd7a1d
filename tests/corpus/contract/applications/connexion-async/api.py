import connexion


async def things():
    return {}


app = connexion.AsyncApp(__name__)
app.add_api("openapi.yaml")
