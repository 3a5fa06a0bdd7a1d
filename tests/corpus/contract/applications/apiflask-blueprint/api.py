from apiflask import APIFlask, APIBlueprint, Schema
from apiflask.fields import Integer


class Out(Schema):
    id = Integer()


bp = APIBlueprint("t", __name__)


@bp.get("/things")
@bp.output(Out)
def things():
    return {}


def create_app(config=None):
    app = APIFlask(__name__)
    app.register_blueprint(bp, url_prefix="/v1")
    return app
