"""`kind = "stripe"`: payments, subscriptions and refunds as Stripe's webhooks tell them."""
