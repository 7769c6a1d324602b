"""Station 5: the order's life (created, authorised, paid, refunded…) and the policy when a conversion is due. Pure."""
