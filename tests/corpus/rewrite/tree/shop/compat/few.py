from shop.util.text import slug
