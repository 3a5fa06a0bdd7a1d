from aiohttp import web
from aiohttp_pydantic import PydanticView, oas


class Things(PydanticView):
    async def get(self):
        return web.json_response(1)


async def create_app():
    app = web.Application()
    app.router.add_view("/things", Things)
    oas.setup(app)
    return app
