from fastapi import FastAPI


def create_app(settings=None, *, debug: bool = False):
    app = FastAPI(debug=debug)

    @app.get("/things")
    def things() -> int:
        return 1

    return app
