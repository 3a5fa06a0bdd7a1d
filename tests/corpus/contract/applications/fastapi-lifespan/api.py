from contextlib import asynccontextmanager
from fastapi import FastAPI
import socket


@asynccontextmanager
async def life(app):
    socket.create_connection(("db.invalid", 5432), 1)
    yield


app = FastAPI(lifespan=life)


@app.get("/things")
def things() -> int:
    return 1
