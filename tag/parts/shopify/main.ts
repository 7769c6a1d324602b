/**
 * Inside Shopify's custom-pixel sandbox: a frame without the shop's page, cookies or address. What happens comes from
 * Shopify's standard events, where it happened from their context, cookies and consent from Shopify's interface.
 */
import { join } from '../join.ts'
import { shopify } from './shopify.ts'

join(shopify)
