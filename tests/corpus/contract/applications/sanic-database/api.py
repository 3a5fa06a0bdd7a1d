from sanic import Sanic, Blueprint, json

app = Sanic("demo")


@app.before_server_start
async def up(app, loop):
    raise RuntimeError("no database")


@app.get("/things")
async def things(request):
    return json(1)
