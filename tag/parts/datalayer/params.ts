import { parameters } from '../../../contracts/ga4.json'
import type { Values } from './model.ts'

/** What is there of the given values, under other names. */
export function named(given: Values, names: Readonly<Record<string, string>>): Values {
  const told: Values = {}
  for (const [name, other] of Object.entries(names)) {
    if (given[name] != null && given[name] !== '') told[other] = given[name]
  }
  return told
}

/** Google's parameters under Meta's names; without a quantity there is one, as Google has it. */
export function paramsOf(given: Values): Values {
  const told = named(given, parameters)
  const items = [given.items || []].flat()
  if (!items[0]) return told
  const contents = items.map(({ item_id, item_name, price, quantity = 1 }) => {
    return { id: item_id || item_name, quantity, item_price: price }
  })
  Object.assign(told, { contents, content_ids: contents.map(({ id }) => id), content_type: 'product' })
  told.num_items = contents.reduce((sum, { quantity }) => sum + +quantity, 0)
  if (!items[1]) told.content_name = items[0].item_name
  return told
}
