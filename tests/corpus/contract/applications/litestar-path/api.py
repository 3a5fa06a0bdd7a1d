from litestar import Litestar, get, Router, Controller


@get("/things", sync_to_thread=False)
def things() -> int:
    return 1


from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import SwaggerRenderPlugin

app = Litestar(
    [things],
    openapi_config=OpenAPIConfig(
        title="x", version="1", path="/docs", render_plugins=[SwaggerRenderPlugin()]
    ),
)
