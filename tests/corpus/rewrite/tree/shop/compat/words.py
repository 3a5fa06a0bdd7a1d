from shop.core import price

text_type = str
bytes = bytes
price_of = price
