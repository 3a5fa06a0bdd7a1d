from aiohttp import web
from aiohttp_pydantic import PydanticView, oas


class Things(PydanticView):
    async def get(self):
        return web.json_response(1)


app = web.Application()
sub = web.Application()
sub.router.add_view("/things", Things)
app.add_subapp("/v1", sub)
oas.setup(app)
