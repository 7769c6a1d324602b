// What the dashboard's API answers, as far as the pages read it. The whole of it is at /schema/openapi.json.

export type Source = 'tag' | 'backend' | 'graph' | 'webhook' | 'noscript'
export type State = 'waiting' | 'delivered' | 'refused'
export type ActionSource =
  | 'website' | 'app' | 'email' | 'phone_call' | 'chat' | 'physical_store' | 'system_generated' | 'business_messaging' | 'other'
export type Ads = 'granted' | 'denied' | 'unknown'
export type Pixel = 'loading' | 'loaded' | 'blocked' | 'slow' | 'off'

/** A moment as the API writes it: ISO 8601, UTC. */
export type Moment = string

export interface Overview {
  since: Moment
  now: Moment
  totals: Totals
  recovered: Recovered
  events: NameRow[]
  destinations: DestinationRow[]
  series: Series
  door: DoorRefusal[]
}

export interface Totals {
  arrivals: Partial<Record<Source, number>>
  conversions: number
  repetitions: number
  told_by_both: number
  owed_to_nobody: number
  delivered: number
  waiting: number
  refused: Record<string, number>
}

export interface NameRow {
  event_name: string
  conversions: number
  tag: number
  backend: number
  delivered: number
  waiting: number
  withheld: number
  refused: number
}

export interface DestinationRow {
  destination: string
  delivered: number
  refused: number
  waiting: number
  backlog: number
  oldest_waiting_at: Moment | null
  held: boolean
  last_request: DestinationRequest | null
}

export interface DestinationRequest {
  id: number
  sent_at: Moment
  /** Microseconds. */
  took: number
  events: number
  status: number | null
  verdict: string
  answer: string
}

export interface Series {
  /** Seconds. */
  step: number
  slices: Slice[]
}

export type Ending = 'delivered' | 'waiting' | 'withheld' | 'refused'
export type Slice = { at: Moment } & Record<Ending, number>

export interface DoorRefusal {
  site: string
  /** A kind of source, or the name of one that posts to /hooks. */
  source: string
  reason: string
  field: string
  problem: string
  cure: string
  count: number
  latest_hour: Moment
}

export interface Balance {
  balanced: boolean
  difference: number
  arrivals: { arrivals: number; conversions: number; repetitions: number; difference: number }
  destinations: Account[]
}

export interface Account {
  destination: string
  accepted: number
  delivered: number
  refused: number
  waiting: number
  difference: number
}

/** How the gateway is, as far as the overview shows it. */
export interface Health {
  at: Moment
  processes: { process: string; alive: boolean; told_at: Moment | null }[]
  storage: { free: number; unsettled: number }
  books: { set_aside: number; lanes: Lane[]; sources: SourceRow[]; alerts: Alert[] } | null
}

/** A shop, a payment provider, a CRM. */
export interface SourceRow {
  source: string
  /** That it told by itself, ever. */
  messages: number
  heard_at: Moment | null
  /** Hours of silence that are usual. */
  habit: number | null
  lately: number
  refusing: { count: number; reason: string; problem: string; cure: string } | null
  asking: Asking[]
  /** Still to be looked up. */
  waiting: number
}

export interface Asking {
  what: 'poll' | 'lookup'
  answered_at: Moment | null
  next_at: Moment
  failing: { since: Moment; times: number; problem: string; denied: boolean } | null
  found: number
  refused: number
  /** That nobody had told before. */
  news: number
}

export interface Alert {
  kind: string
  subject: string
  text: string
  begun_at: Moment
}

export interface Lane {
  destination: string
  pause: { cause: string; detail: string; begun_at: Moment } | null
  retry_at: Moment | null
  waiting: number
  dead: number
  near_deadline: number
}

export interface Recovered {
  since: Moment
  conversions: number
  delivered: number
  /** Left before the tag could report on the Pixel. */
  unknown: number
  worth: Worth[]
  lost: { pixel: Pixel | null; conversions: number }[]
}

export interface Worth {
  currency: string
  /** In the currency's major unit, exact. */
  value: string
  conversions: number
}

export interface EventPage {
  events: EventRow[]
  next: number | null
}

export interface EventRow {
  id: number
  received_at: Moment
  site: string
  event_name: string
  event_id: string
  order_id: string | null
  value: string | null
  currency: string | null
  ads: Ads
  pixel: Pixel | null
  sources: Source[]
  fates: EventFate[]
  recovered: boolean
}

export interface EventFate {
  destination: string
  state: State
  reason: string | null
}

export interface Trace {
  event: EventRow
  event_time: Moment
  action_source: ActionSource
  erased: boolean
  arrivals: TracedArrival[]
  fates: TracedFate[]
  requests: { destination: string; request: DestinationRequest }[]
  replays: TracedReplay[]
}

export interface TracedReplay {
  destination: string
  at: Moment
  asked_by: string
  recipe: Record<string, unknown>
}

export interface TracedArrival {
  entry: number
  source: Source
  received_at: Moment
  ads: Ads
  signal: string
  keys: string[]
  dropped: { key: string; problem: string; cure: string }[]
}

export interface TracedFate extends EventFate {
  dead: boolean
  omitted: { key: string; problem: string; cure: string }[]
  due_at: Moment
  deadline: Moment
  waits_for: 'in_flight' | 'order' | 'paused' | 'consent' | 'retry' | 'other_leg' | 'due' | null
  attempts: number
  detail: string | null
  settled_at: Moment | null
}

export interface CodeWarning {
  destination: string
  code: string
  begun_at: Moment
  used_at: Moment
  ends_at: Moment
  sent: boolean
  in_settings: boolean
  cure: string
}

export interface MatchQuality {
  since: Moment
  now: Moment
  most: number
  target: number
  /** When not all of the window was looked at: how many of the newest conversions were. */
  newest: number | null
  names: NameQuality[]
  answers: QualityAnswer[]
}

export interface NameQuality {
  destination: string
  event_name: string
  events: number
  estimate: Estimate | null
  /** What Meta says itself. */
  told: number | null
}

export interface QualityAnswer {
  destination: string
  asked_at: Moment
  answered_at: Moment | null
  problem: string
}

export interface EventQuality {
  most: number
  target: number
  estimate: Estimate
}

export interface Estimate {
  score: number
  keys: KeyShare[]
  advice: { key: string; gain: number; text: string }[]
}

export interface KeyShare {
  key: string
  name: string
  priority: 'high' | 'medium' | 'low'
  points: number
  /** A share, 0 to 1. */
  coverage: number
  contributed: number
  gain: number
}

export interface Explanation {
  reason: string
  title: string
  meaning: string
  cure: string
  by_rule: boolean
}

/** What one site's tag reads and sets in a visitor's browser. */
export interface Captured {
  site: string
  rows: CapturedRow[]
}

export interface CapturedRow {
  name: string
  kind: 'cookie' | 'storage' | 'page' | 'form'
  what: string
  goes_to: string
  ground: string
  kept: string
}

export interface DeadGroup {
  destination: string
  reason: string
  event_name: string
  detail: string
  said: string
  count: number
  sendable: number
  oldest_received_at: Moment
  first_deadline: Moment
  example: number
  example_event_id: string
  cure: string
}

export interface Replayed {
  chosen: number
  goes: number
  examples: string[]
  kept: { why: string; count: number; examples: string[] }[]
}

export interface ErrandStanding {
  state: 'asked' | 'done' | 'failed'
  done: number
  whole: number
  report: Replayed | null
}

/** An event of a site that orders become, and the source that is the truth of it. */
export interface OrderBook {
  site: string
  event_name: string
  source: string
}

export interface Reconciled {
  at: Moment
  found: Reconciliation
}

export type OrderFate = 'accepted' | 'withheld' | 'waiting' | 'failed' | 'missing'

export interface Reconciliation {
  orders: number
  lines: OrderLine[]
  differences: OrderDifference[]
  /** Differences beyond those listed. */
  more: number
  adds_up: boolean
}

export interface OrderLine {
  /** UTC, "2026-11-22". */
  day: string
  destination: string
  currency: string
  fate: OrderFate | 'unknown'
  reason: string
  orders: number
  value: string
  sent: string
}

export type OrderCause = 'never_told' | 'not_owed' | 'value_differs' | 'currency_differs' | 'not_in_record'

export interface OrderDifference {
  order_id: string
  day: string
  destination: string
  cause: OrderCause
  recorded: string
  told: string
  /** Its event's number, if it has one. */
  conversion: number | null
}
