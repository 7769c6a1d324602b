/** The part of Shopify's interface that is used. https://shopify.dev/docs/api/web-pixels-api/standard-api */
export interface Api {
  readonly analytics: { subscribe(name: string, hear: (event: StandardEvent) => void): unknown }
  readonly browser: Browser
  readonly init: {
    readonly context: Context
    readonly data: { readonly customer?: Customer | null }
    readonly customerPrivacy: Privacy
  }
  /** `api.customerPrivacy` in a custom pixel. */
  readonly customerPrivacy?: { subscribe(name: string, hear: (event: { customerPrivacy: Privacy }) => void): unknown }
}

/** Carried out in the top frame. */
export interface Browser {
  readonly cookie: { get(name: string): Promise<string>; set(cookie: string): Promise<string> }
}

export interface Context {
  readonly document: Pick<Document, 'referrer'> & { readonly location: Pick<Location, 'href' | 'hostname' | 'protocol'> }
}

export interface Privacy {
  readonly marketingAllowed?: boolean
  readonly saleOfDataAllowed?: boolean
}

/** https://shopify.dev/docs/api/web-pixels-api/standard-events */
export interface StandardEvent {
  readonly id: string
  readonly name: string
  readonly context: Context
  readonly data: EventData
}

export interface EventData {
  readonly checkout?: Checkout
  readonly cartLine?: CartLine
  readonly productVariant?: Variant
  readonly searchResult?: { readonly query: string }
}

export interface Money {
  readonly amount: number
  readonly currencyCode: string
}

export interface Variant {
  readonly id: string
  readonly sku?: string | null
  readonly price: Money
  readonly product: { readonly id: string; readonly title: string; readonly type?: string }
}

export interface CartLine {
  readonly cost: { readonly totalAmount: Money }
  readonly merchandise: Variant
  readonly quantity: number
}

export interface Customer {
  readonly id?: string | null | undefined
  readonly email?: string | null | undefined
  readonly phone?: string | null | undefined
  readonly firstName?: string | null | undefined
  readonly lastName?: string | null | undefined
}

export interface Address extends Customer {
  readonly city?: string | null | undefined
  readonly provinceCode?: string | null | undefined
  readonly zip?: string | null | undefined
  readonly countryCode?: string | null | undefined
}

export interface Checkout extends Customer {
  readonly totalPrice: Money
  readonly lineItems: readonly { readonly quantity: number; readonly variant: Variant | null }[]
  readonly order?: { readonly id?: string; readonly customer?: Customer | null } | null
  readonly billingAddress?: Address | null
}
