"""`kind = "paypal"`: orders, captures, subscription charges and refunds as PayPal's webhooks tell them."""
