"""`kind = "woocommerce"`: orders as WooCommerce's webhooks tell them, by their status."""
