import type { Address, EventData, Variant } from './api.ts'

/** Which of Shopify's ids the product catalogue at Meta goes by. */
export type ContentId = 'variant' | 'product' | 'sku'

/** Shopify's ids are numbers, in places within an address: gid://shopify/Product/1. Webhooks tell the number. */
const plain = (id: unknown) => (id ? `${id}`.replace(/^gid:.*\//, '') : undefined)

/** Meta's parameters for what one of Shopify's events tells. */
export function paramsOf({ cartLine, checkout, productVariant, searchResult }: EventData, by: ContentId) {
  const line = cartLine || { merchandise: productVariant, quantity: 1 }
  const lines = checkout?.lineItems || [{ ...line, variant: line.merchandise }]
  const price = checkout?.totalPrice || cartLine?.cost.totalAmount || productVariant?.price
  const contents = lines.flatMap(({ variant, quantity }) =>
    variant ? [{ id: idOf(variant, by), quantity, item_price: variant.price.amount }] : [],
  )
  return {
    ...(contents[0] && { contents, content_ids: contents.map(({ id }) => id), content_type: 'product' }),
    value: price?.amount,
    currency: price?.currencyCode,
    search_string: searchResult?.query,
    order_id: plain(checkout?.order?.id),
  }
}

function idOf({ id, product, sku }: Variant, by: ContentId): string | undefined {
  return plain({ variant: id, product: product.id, sku: sku || id }[by])
}

/** Who the visitor is, as far as Shopify tells. */
export function personOf({ city, countryCode, email, firstName, id, lastName, phone, provinceCode, zip }: Address) {
  const told = {
    em: email,
    ph: phone,
    fn: firstName,
    ln: lastName,
    ct: city,
    st: provinceCode,
    zp: zip,
    country: countryCode,
    external_id: plain(id),
  }
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value))
}
