"""
Daisy & Bell, a small shop that sells bicycles for two: the stranger's site that Tandem is shown with.

It knows the gateway as any shop does, by two addresses (`/t.js` for its pages, `/v1/events` for its server) and a
key. It imports nothing of Tandem's but the kit, so what it proves, another shop can repeat.

Not here   Payments (nothing is charged), accounts, storage: orders and carts live in memory and end with the process.
"""
