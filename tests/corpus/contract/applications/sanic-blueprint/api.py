from sanic import Sanic, Blueprint, json

bp = Blueprint("b", url_prefix="/x", version=1)


@bp.get("/things")
async def things(request):
    return json(1)


app = Sanic("demo")
app.blueprint(bp)
