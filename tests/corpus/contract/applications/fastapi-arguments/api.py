from fastapi import FastAPI


def create_app(env, *, debug=False):
    app = FastAPI(title=env + str(debug))

    @app.get("/things")
    def things() -> int:
        return 1

    return app
