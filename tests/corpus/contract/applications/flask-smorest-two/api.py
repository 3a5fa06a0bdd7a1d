from flask import Flask
from flask_smorest import Api, Blueprint
import marshmallow as ma


class T(ma.Schema):
    id = ma.fields.Int()


blp = Blueprint("b", __name__, url_prefix="/v1")


@blp.route("/things")
@blp.response(200, T(many=True))
def things():
    return []


blp2 = Blueprint("c", __name__)


@blp2.route("/x")
def x():
    return []


app = Flask(__name__)
for v in ("V1_", "V2_"):
    app.config.update(
        {v + "API_TITLE": "t", v + "API_VERSION": "1", v + "OPENAPI_VERSION": "3.0.3"}
    )
a1 = Api(app, config_prefix="V1_")
a2 = Api(app, config_prefix="V2_")
a1.register_blueprint(blp)
a2.register_blueprint(blp2)
