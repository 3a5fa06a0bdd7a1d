from fastapi import FastAPI

app = FastAPI()


@app.get("/things")
def things() -> int:
    return 1


class App:
    def __init__(self, x):
        self._x = x

    async def __call__(self, scope, receive, send):
        await self._x(scope, receive, send)


wrapped = App(app)
