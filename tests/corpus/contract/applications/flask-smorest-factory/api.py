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


api = Api()


def create_app():
    app = Flask(__name__)
    app.config.update(API_TITLE="t", API_VERSION="1", OPENAPI_VERSION="3.0.3")
    api.init_app(app)
    api.register_blueprint(blp)
    return app
