from shop.core import price
from shop.types import Money
