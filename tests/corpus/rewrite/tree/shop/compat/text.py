from shop.util.text import shout, slug
