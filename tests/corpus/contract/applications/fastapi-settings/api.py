from pydantic_settings import BaseSettings


class S(BaseSettings):
    database_url: str


settings = S()
from fastapi import FastAPI

app = FastAPI()


@app.get("/things")
def things() -> int:
    return 1
