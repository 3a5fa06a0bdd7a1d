from litestar import Litestar, get, Router, Controller


@get("/things", sync_to_thread=False)
def things() -> int:
    return 1


async def up(app):
    raise RuntimeError("db down")


class C(Controller):
    path = "/c"

    @get(sync_to_thread=False)
    def l(self) -> list[str]:
        return []


app = Litestar([Router("/v1", route_handlers=[things, C])], on_startup=[up])
