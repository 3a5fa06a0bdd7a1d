import falcon.asgi
from spectree import Response, SpecTree

spec = SpecTree("falcon-asgi", title="t", path="d")


class Things:
    @spec.validate(resp=Response("HTTP_204"))
    async def on_get(self, req, resp):
        """x"""


app = falcon.asgi.App()
app.add_route("/v1/things", Things())
spec.register(app)
