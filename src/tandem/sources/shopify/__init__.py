"""`kind = "shopify"`: orders, payments and refunds as Shopify's webhooks tell them."""
