from ninja import NinjaAPI, Router, Schema


class T(Schema):
    id: int


router = Router()


@router.get("/things", response=list[T])
def things(request):
    return []


api = NinjaAPI()
api.add_router("/shop", router)
