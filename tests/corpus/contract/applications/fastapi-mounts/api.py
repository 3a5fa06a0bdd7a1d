from fastapi import FastAPI

app = FastAPI()
v1 = FastAPI()
v2 = FastAPI()


@v1.get("/a")
def a() -> int: ...
@v2.get("/b")
def b() -> int: ...


app.mount("/v1", v1)
app.mount("/v2", v2)


@app.get("/things")
def things() -> int:
    return 1
