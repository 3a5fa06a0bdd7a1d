import connexion


def things():
    return {}


app = connexion.FlaskApp(__name__, specification_dir="spec/")
app.add_api("openapi.yaml", strict_validation=True)
