from blacksheep import Application, get
from blacksheep.server.openapi.v3 import OpenAPIHandler
from openapidocs.v3 import Info

app = Application()
docs = OpenAPIHandler(
    info=Info("t", "1"), ui_path="/d", json_spec_path="/d/spec.json", yaml_spec_path="/d/spec.yaml"
)
docs.bind_app(app)


@get("/things")
async def things() -> int:
    return 1
