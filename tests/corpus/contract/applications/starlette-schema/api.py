from starlette.applications import Starlette
from starlette.routing import Route
from starlette.schemas import SchemaGenerator
from starlette.responses import JSONResponse

schemas = SchemaGenerator({"openapi": "3.0.0", "info": {"title": "t", "version": "1"}})


def things(request):
    """
    responses:
      200:
        description: x
    """


def openapi_schema(request):
    return schemas.OpenAPIResponse(request=request)


app = Starlette(
    routes=[Route("/things", things), Route("/schema", openapi_schema, include_in_schema=False)]
)
